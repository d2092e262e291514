//! The process of an actor, or of a group of them.

use std::{sync::Arc, time::Duration};

use tokio::runtime::Builder;

use super::{
    boot::{HostBoot, HostOrder},
    doorway::Doorway,
    folder, greet,
    network::Network,
    sys::{self, Title},
};
use crate::{
    actor::host::Host,
    engine::node::Node,
    log::line::Role,
    protocol::admin::FromAdmin,
    run::Executor,
    transport::{link::ReadError, stream::Stream, sys::Credentials},
    wire::{codec, frame::Frame},
};

/// How long actors may take to end when their admin is gone, and their last words to leave: all of
/// it is over within 5 s, on a slow machine too.
const ORPHANED: Duration = Duration::from_secs(1);

/// How long the last words of a process may take to leave.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The code with which a process ends that found no place for its socket: one that lies there is not
/// its own. No actor is likely to end its process with it.
pub(super) const NO_SOCKET: i32 = 164;

/// The event loop of such a process, before it is built.
pub(super) fn event_loop() -> Builder {
    let mut event_loop = Builder::new_current_thread();
    event_loop.enable_all();
    event_loop
}

/// The whole life of an actor's process.
pub(super) fn run(boot: HostBoot, title: Option<Title>, event_loop: &mut Builder) -> ! {
    if let Some(title) = title {
        title.set(&boot.order.title);
    }
    boot.home.furnish();
    let socket = boot.socket.clone();
    let Ok(runtime) = event_loop.build() else { sys::exit(3) };
    let code = super::run_life(&runtime, Box::pin(live(boot)));
    if code != NO_SOCKET {
        // It was removed already, or the folder with it.
        let _ = std::fs::remove_file(socket);
    }
    sys::exit(code)
}

async fn live(boot: HostBoot) -> i32 {
    let HostBoot { home, executable, facts, socket, admin, order } = boot;
    let HostOrder { process, request, .. } = order;
    let Ok(listener) = folder::listen(&socket) else { return NO_SOCKET };
    let Ok(stream) = Stream::connect(&admin).await else { return 5 };
    let Ok(doorway) = Doorway::open(&home) else { return 6 };
    let network = Network::new(process, home, executable, facts.capabilities, doorway);
    let node = Node::new(process, Executor::tokio(), network.clone());
    network.set_node(&node);
    node.set_dead_letter_handlers(facts.dead_letters);
    network.start_log(Role::Host);
    // The first number is that of the actor that the process is made for.
    node.reserve();
    network.listen(listener);
    let stream = Arc::new(stream);
    // Before the actor can do anything that others see: if it is killed then, it is not said that
    // it could not be started.
    if announce(&network, &stream).await.is_err() {
        return 7;
    }
    let admin = tokio::spawn(hear_admin(network.clone(), stream));
    network.start_here(request);
    let ended = tokio::select! {
        () = node.all_ended() => true,
        _ = admin => false,
    };
    if !ended {
        network.lose_all();
        node.end_all(ORPHANED).await;
    }
    if let Some(log) = network.log.get() {
        log.flush().await;
    }
    if ended && node.is_empty() {
        network.take_leave();
    }
    // Those who do not listen any more are not waited for.
    let last_words = if ended { LAST_WORDS } else { ORPHANED };
    let _ = tokio::time::timeout(last_words, network.flushed()).await;
    0
}

/// Tells the admin who comes. From then on it can be told everything.
pub(super) async fn announce(network: &Network, stream: &Arc<Stream>) -> Result<(), ReadError> {
    greet::judge_user(stream)?;
    stream.write_all(&greet::hello(network.home.system, network.me, None)).await?;
    network.admin.attach(stream);
    Ok(())
}

/// Does what the admin says until it says no more.
pub(super) async fn hear_admin(
    network: Arc<Network>,
    stream: Arc<Stream>,
) -> Result<(), ReadError> {
    if let Some(pid) = Credentials::of(&*stream)?.pid {
        // There is one admin in the life of a process.
        let _ = network.admin_pid.set(pid);
    }
    let writer = (network.clone(), stream.clone());
    let writing = tokio::spawn(async move { writer.0.admin.write_to(writer.1, None).await });
    let (_, mut reader) = greet::hear_who_is_here(&stream, network.home.system).await?;
    let host = network.node().map(|node| node.host());
    let within = || host.as_ref().map(crate::actor::host::enter);
    let ended = reader
        .all(within, |frame| match frame {
            None => Ok(()),
            Some(Frame::Admin(body)) => {
                let word = codec::read::<FromAdmin>("FromAdmin", body)
                    .map_err(|error| ReadError::Wrong(error.to_string()))?;
                network.hear(word);
                Ok(())
            }
            Some(Frame::Refused(why)) => Err(ReadError::Wrong(why.to_owned())),
            Some(_) => Err(ReadError::Wrong("a frame that an admin does not send".to_owned())),
        })
        .await;
    writing.abort();
    ended
}
