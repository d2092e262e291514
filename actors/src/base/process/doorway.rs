//! Where a process takes datagrams of others.

use std::{
    io,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::net::UdpSocket;

use super::{
    boot::{Carrier, Home, Trouble},
    confluence::Confluence,
    lane::Outlet,
    network::Network,
    peer::Peer,
};
use crate::{
    actor::id::ProcessId,
    protocol::{
        datagrams::{Batch, Door},
        handshake::Hello,
    },
    queue::lock,
    transport::udp,
};

/// A socket for datagrams, and what seals those that come.
pub(super) struct Doorway {
    socket: Arc<UdpSocket>,
    door: Door,
    trouble: Trouble,
    /// How many datagrams came that were not for this process, or of strangers.
    strange: AtomicU64,
}

impl Doorway {
    /// Opens one, if messages of the system are datagrams.
    ///
    /// # Errors
    /// When there is no port.
    pub(super) fn open(home: &Home) -> io::Result<Option<Self>> {
        let Carrier::Datagrams(trouble) = home.carrier else { return Ok(None) };
        let (socket, door) = udp::open()?;
        Ok(Some(Self { socket: Arc::new(socket), door, trouble, strange: AtomicU64::new(0) }))
    }
}

impl Network {
    /// Where this process takes datagrams.
    pub(super) fn door(&self) -> Option<Door> {
        self.doorway.as_ref().map(|doorway| doorway.door)
    }

    /// How many datagrams were not taken, since they were of strangers.
    pub(crate) fn strange_datagrams(&self) -> u64 {
        self.doorway.as_ref().map_or(0, |doorway| doorway.strange.load(Ordering::Relaxed))
    }

    /// Begins to take datagrams.
    pub(super) fn open_door(self: &Arc<Self>) {
        if let Some(doorway) = &self.doorway {
            self.runtime.spawn(receive(Arc::downgrade(self), doorway.socket.clone()));
        }
    }

    /// Lets what is for another process leave, now that its door is known.
    pub(super) fn pour(self: &Arc<Self>, peer: &Arc<Peer>, hello: &Hello) {
        let (Some(doorway), Some(door)) = (&self.doorway, hello.door) else { return };
        let (peer, socket) = (peer.clone(), doorway.socket.clone());
        let outlet = Outlet { socket, door, from: self.me, to: peer.process };
        self.runtime.spawn(async move {
            if let Some(lane) = &peer.lane {
                lane.pour(outlet, &peer.link).await;
            }
        });
    }

    /// Where what comes from another process comes together. `None` when it is gone.
    pub(super) fn confluence(self: &Arc<Self>, process: ProcessId) -> Option<Arc<Confluence>> {
        if let Some(known) = lock(&self.confluences).get(&process) {
            return Some(known.clone());
        }
        // Made first: it asks for the peer.
        let new = Confluence::new(self.node()?, self.clone(), process);
        if self.peer(process).reason().is_some() {
            return None;
        }
        Some(lock(&self.confluences).entry(process).or_insert(new).clone())
    }
}

async fn receive(network: Weak<Network>, socket: Arc<UdpSocket>) {
    let mut buffer = vec![0; udp::MAX];
    let mut obstacles = Obstacles::default();
    loop {
        let Ok((size, _)) = socket.recv_from(&mut buffer).await else { continue };
        let Some(network) = network.upgrade() else { return };
        let Some(doorway) = &network.doorway else { return };
        match udp::unseal(&doorway.door, network.me, &buffer[..size]) {
            None => _ = doorway.strange.fetch_add(1, Ordering::Relaxed),
            Some((from, batch)) => {
                for (from, batch) in obstacles.pass(doorway.trouble, from, batch) {
                    if let Some(confluence) = network.confluence(from) {
                        confluence.batch(batch);
                    }
                }
            }
        }
    }
}

/// What a test does to datagrams.
#[derive(Default)]
struct Obstacles {
    rolled: u64,
    /// One that is taken after the one that follows.
    held: Option<(ProcessId, Batch)>,
}

impl Obstacles {
    /// What is to be taken now.
    fn pass(
        &mut self,
        trouble: Trouble,
        from: ProcessId,
        batch: Batch,
    ) -> impl Iterator<Item = (ProcessId, Batch)> + use<> {
        let mut passing = [None, None];
        let Trouble { lost, swapped } = trouble;
        match self.roll() {
            rolled if rolled < lost => {}
            rolled if rolled - lost < swapped && self.held.is_none() => {
                self.held = Some((from, batch));
            }
            _ => passing = [Some((from, batch)), self.held.take()],
        }
        passing.into_iter().flatten()
    }

    /// A number below a hundred.
    fn roll(&mut self) -> u8 {
        self.rolled = self.rolled.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u8::try_from((self.rolled >> 33) % 100).unwrap_or(0)
    }
}
