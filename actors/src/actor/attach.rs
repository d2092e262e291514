//! What comes to an actor from outside of all actors: the items of a stream, and descriptors that
//! can be read.

use std::{
    borrow::Cow,
    fmt,
    future::{Future, poll_fn},
    io,
    os::fd::{AsFd, AsRawFd, OwnedFd, RawFd},
    pin::{Pin, pin},
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
};

use futures_core::Stream;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{Interest, unix::AsyncFd},
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
};

use super::{
    any::AnyMessage,
    context::Context,
    local::{Content, Due, Local, Parcel},
    message::{Message, Portable, plain_reply},
    reply::{AnyReply, ReplyPort},
    std_messages::portable,
    traits::{Actor, Envelope, Handles},
};
use crate::{
    run::descriptor,
    wire::{CodecError, WireId, codec},
};

/// How many items of a stream may wait for their actor.
const WINDOW: usize = 16;

/// A descriptor that an actor [watches](Context::watch_fd) can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WatchMessage {
    /// The descriptor.
    pub fd: RawFd,
}

/// A stream that was [attached](Context::attach_stream) to an actor has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StreamEnded {
    /// Which one: [`Attached::id`].
    pub stream: u64,
}

/// A stream that is attached to an actor. Dropping it changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attached(u64);

impl Attached {
    /// The number that [`StreamEnded`] has of it; no other stream of this process has it.
    #[must_use]
    pub const fn id(self) -> u64 {
        self.0
    }
}

/// What is attached to an actor: each ends when its other end is dropped here.
#[derive(Default)]
pub(crate) struct Attachments(Vec<(Which, oneshot::Sender<()>)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Stream(u64),
    Descriptor(RawFd),
}

impl Attachments {
    /// A new one, with what says that it is over.
    fn add(&mut self, which: Which) -> oneshot::Receiver<()> {
        self.0.retain(|(_, end)| !end.is_closed());
        let (end, over) = oneshot::channel();
        self.0.push((which, end));
        over
    }

    fn remove(&mut self, which: Which) {
        self.0.retain(|(attached, _)| *attached != which);
    }

    fn has(&self, which: Which) -> bool {
        self.0.iter().any(|(attached, end)| *attached == which && !end.is_closed())
    }
}

impl<A: Actor> Context<A> {
    /// Lets the items of `stream` come to this actor as messages, each made by `message`, among
    /// its other messages and in their order. Its end comes as a [`StreamEnded`], for those who
    /// have a handler for it.
    ///
    /// The stream is not asked for more than the actor handles: 16 of its items at most wait. It
    /// ends with the actor, and when the actor is built again after a panic.
    ///
    /// On the base `simple` the stream is polled in the caller's thread: what it waits for must
    /// come from there.
    pub fn attach_stream<S, M>(
        &mut self,
        stream: S,
        message: impl Fn(S::Item) -> M + Send + 'static,
    ) -> Attached
    where
        S: Stream + Send + 'static,
        M: Message,
        A: Handles<M>,
    {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let over = self.attachments().add(Which::Stream(id));
        let me = Arc::downgrade(&self.me);
        let window = Arc::new(Semaphore::new(WINDOW));
        let feed = async move {
            let mut stream = pin!(stream);
            loop {
                // The semaphore is never closed.
                let Ok(room) = window.clone().acquire_owned().await else { return };
                let item = poll_fn(|cx| stream.as_mut().poll_next(cx)).await;
                let Some(item) = item else { break };
                let message = message(item);
                let seal = move || Some(A::seal(message, ReplyPort::nobody()));
                if !push(&me, Taken { seal: Some(seal), room: Some(room) }) {
                    return;
                }
            }
            let ended = AnyMessage::new(StreamEnded { stream: id });
            let seal = move || A::Envelope::open(ended, AnyReply::nobody()).ok();
            push(&me, Taken { seal: Some(seal), room: None });
        };
        // Its own room limits it; the stepper knows nothing of the budgets of tokio.
        let feed = tokio::task::unconstrained(until(over, feed));
        self.me.host.executor().spawn(Box::pin(feed));
        Attached(id)
    }

    /// Takes a stream back: nothing more is asked of it. Items that wait already still come.
    pub fn detach_stream(&mut self, stream: Attached) {
        self.attachments().remove(Which::Stream(stream.0));
    }

    /// Asks for a [`WatchMessage`] whenever `fd` can be read, or has come to its end: among the
    /// other messages of this actor, and again after each that it has handled, as long as there is
    /// something to read.
    ///
    /// The watch ends with the actor, with [`unwatch_fd`](Self::unwatch_fd) for the number that is
    /// given back, and when the actor is built again after a panic. Until then it holds a
    /// duplicate of the descriptor: the other side sees it closed when the watch has ended, too.
    ///
    /// Reading must not block: set what is watched to non-blocking, and read until nothing is left
    /// or once for each message, as you like.
    ///
    /// # Errors
    /// When the descriptor is of a kind that can't be waited for, such as a plain file; when it is
    /// watched already; on the base `simple`, where nothing waits for the world outside.
    pub fn watch_fd(&mut self, fd: &impl AsFd) -> io::Result<RawFd>
    where
        A: Handles<WatchMessage>,
    {
        let (own, fd) = (fd.as_fd().try_clone_to_owned()?, fd.as_fd().as_raw_fd());
        let which = Which::Descriptor(fd);
        if self.attachments().has(which) {
            let why = format!("descriptor {fd} is watched already");
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
        }
        let host = self.me.host.clone();
        let Some(threads) = host.executor().threads() else {
            let why = "the base `simple` does not wait for the world outside; use `threads`";
            return Err(io::Error::new(io::ErrorKind::Unsupported, why));
        };
        let first = {
            let _within = threads.enter();
            descriptor::watch(own, Interest::READABLE)?
        };
        let over = self.attachments().add(which);
        let me = Arc::downgrade(&self.me);
        self.me.host.executor().spawn(Box::pin(until(over, watch::<A>(me, fd, first))));
        Ok(fd)
    }

    /// Takes a [`watch_fd`](Self::watch_fd) back. A message that waits already still comes.
    pub fn unwatch_fd(&mut self, fd: RawFd) {
        self.attachments().remove(Which::Descriptor(fd));
    }

    fn attachments(&mut self) -> &mut Attachments {
        self.desk.attached.get_or_insert_default()
    }
}

/// Tells the actor whenever the descriptor can be read, and then waits until it has handled that.
async fn watch<A: Handles<WatchMessage>>(
    me: Weak<Local<A::Envelope>>,
    fd: RawFd,
    first: AsyncFd<OwnedFd>,
) {
    let mut registered = first;
    loop {
        if registered.readable().await.is_err() {
            return;
        }
        let own = registered.into_inner();
        let seal = move || Some(A::seal(WatchMessage { fd }, ReplyPort::nobody()));
        let (handled, ready) = oneshot::channel();
        // What comes behind it is taken up when it has been handled.
        let behind = move || {
            let _ = handled.send(());
            None
        };
        if !push(&me, Taken { seal: Some(seal), room: None })
            || !push(&me, Taken { seal: Some(behind), room: None })
            || ready.await.is_err()
        {
            return;
        }
        // Anew: so that it is told of what is there already.
        registered = match descriptor::watch(own, Interest::READABLE) {
            Ok(registered) => registered,
            // The machine can wait for no more of them.
            Err(error) => {
                tracing::debug!(fd, %error, "watched no longer");
                return;
            }
        };
    }
}

/// What becomes a message when its turn has come.
struct Taken<F> {
    seal: Option<F>,
    /// The room that it takes of its stream's until then.
    room: Option<OwnedSemaphorePermit>,
}

impl<E, F: FnOnce() -> Option<E> + Send> Due<E> for Taken<F> {
    fn seal(mut self: Box<Self>) -> Option<E> {
        drop(self.room.take());
        self.seal.take().and_then(|seal| seal())
    }
}

/// `false` when the actor has ended.
fn push<E: Envelope, F>(me: &Weak<Local<E>>, taken: Taken<F>) -> bool
where
    F: FnOnce() -> Option<E> + Send + 'static,
{
    let parcel = |due| Parcel { sender: None, content: Content::Wakeup(due) };
    me.upgrade().is_some_and(|me| {
        let due: Box<dyn Due<E>> = Box::new(taken);
        me.mailbox.push(due, parcel).is_ok()
    })
}

/// Runs `feed` until it is done, or its actor wants no more of it.
async fn until(over: oneshot::Receiver<()>, feed: impl Future<Output = ()>) {
    let (mut over, mut feed) = (over, pin!(feed));
    poll_fn(|cx| match Pin::new(&mut over).poll(cx) {
        Poll::Ready(_) => Poll::Ready(()),
        Poll::Pending => feed.as_mut().poll(cx),
    })
    .await;
}

portable! {
    [] WatchMessage, "actors.WatchMessage";
    [] StreamEnded, "actors.StreamEnded";
}

plain_reply! { [] WatchMessage, [] StreamEnded }

impl fmt::Debug for Attachments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(which, _)| which)).finish()
    }
}
