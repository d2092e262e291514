//! Where the datagrams and the stream of another process come together again.

use std::sync::{Arc, Mutex};

use super::{inbound::Inbound, network::Network, peer::Peer};
use crate::{
    actor::{host, id::ProcessId},
    engine::node::Node,
    protocol::datagrams::{Batch, Incoming, Position},
    queue::lock,
    transport::link::{Leave, ReadError},
    wire::frame::Frame,
};

/// What comes from one process, over both ways.
pub(super) struct Confluence {
    node: Arc<Node>,
    peer: Arc<Peer>,
    state: Mutex<State>,
}

struct State {
    incoming: Incoming,
    inbound: Inbound,
    /// Where the next frame of the stream stands.
    after: Option<Position>,
    /// Whether somebody will look when words have waited long enough.
    is_watched: bool,
}

impl Confluence {
    pub(super) fn new(node: Arc<Node>, network: Arc<Network>, from: ProcessId) -> Arc<Self> {
        let peer = network.peer(from);
        let inbound = Inbound::new(node.clone(), network, from);
        let incoming = Incoming::default();
        let state = State { incoming, inbound, after: None, is_watched: false };
        Arc::new(Self { node, peer, state: Mutex::new(state) })
    }

    /// Takes a datagram.
    pub(super) fn batch(self: &Arc<Self>, batch: Batch) {
        let mut state = lock(&self.state);
        state.incoming.batch(batch);
        if let Err(error) = self.take_all(&mut state) {
            // It is sealed, so it is what the other side has written.
            tracing::warn!(%error, process = %self.peer.process, "a datagram is given up");
        }
    }

    /// Takes a frame of the stream, or hears that there is no other for now.
    pub(super) fn frame(self: &Arc<Self>, frame: Option<Frame<'_>>) -> Result<(), ReadError> {
        let mut state = lock(&self.state);
        let Some(frame) = frame else { return state.inbound.take(None) };
        match frame {
            Frame::After { frames, bytes } => state.after = Some(Position { frames, bytes }),
            Frame::Taken { bytes } => {
                if let Some(lane) = &self.peer.lane {
                    lane.taken(bytes);
                }
            }
            frame => match state.after.take() {
                None => return state.inbound.take(Some(frame)),
                Some(after) => {
                    let mut word = Vec::new();
                    frame.write(&mut word);
                    let now = self.now();
                    state.incoming.word(after, word, now);
                    return self.take_all(&mut state);
                }
            },
        }
        Ok(())
    }

    fn now(&self) -> std::time::Duration {
        host::Host::executor(&*self.node).now()
    }

    /// Takes everything whose turn it is.
    fn take_all(self: &Arc<Self>, state: &mut State) -> Result<(), ReadError> {
        let host = self.node.host();
        let _within = host::enter(&host);
        let now = self.now();
        while let Some(frames) = state.incoming.next(now) {
            let mut rest = frames.as_slice();
            while let Some((frame, size)) = Frame::read(rest)? {
                rest = &rest[size..];
                match frame {
                    Frame::Remind => self.tell(state.incoming.tell_now()),
                    frame => state.inbound.take(Some(frame))?,
                }
            }
        }
        state.inbound.deliver();
        if let Some(bytes) = state.incoming.tell() {
            self.tell(bytes);
        }
        if let (Some(until), false) = (state.incoming.until(), state.is_watched) {
            state.is_watched = true;
            let confluence = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(until.saturating_sub(now)).await;
                let mut state = lock(&confluence.state);
                state.is_watched = false;
                if let Err(error) = confluence.take_all(&mut state) {
                    tracing::warn!(%error, process = %confluence.peer.process, "a word is lost");
                }
            });
        }
        Ok(())
    }

    fn tell(&self, bytes: u64) {
        self.peer.link.send(Leave::Now, |out| Frame::Taken { bytes }.write(out));
    }
}
