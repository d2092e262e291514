//! Telling: a message that nobody waits for the answer of.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{
    address::{Address, Way},
    any::{AnyMessage, Erased},
    error::{ExitReason, Failure, TellError, TryTellError},
    host::{DeadReason, Host, speaker, writing_for},
    id::ActorId,
    local::Local,
    message::Message,
    notes,
    remote::{Post, Remote, fits},
    reply::{ReplyPort, ReplySink},
    traits::{Actor, Handles, Same},
};
use crate::{
    queue::mailbox::{Pressure, Refused},
    run::Passing,
    wire::CodecError,
};

/// A message about to be told: the future that [`Address::tell`] gives.
#[must_use = "nothing is sent before it is awaited: write `.await`"]
pub struct Tell<'a, A: Actor, M> {
    address: &'a Address<A>,
    message: Option<M>,
    waited: bool,
}

impl<'a, A: Handles<M>, M> Tell<'a, A, M> {
    pub(crate) const fn new(address: &'a Address<A>, message: M) -> Self {
        Self { address, message: Some(message), waited: false }
    }

    #[inline]
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), TellError>> {
        let sender = speaker(self.address.host());
        match &self.address.way {
            Way::Local(local) => {
                let pushed = local.mailbox.poll_push(cx, &mut self.message, |message| {
                    Local::parcel(sender, A::seal(message, ReplyPort::nobody()))
                });
                match pushed {
                    Poll::Pending => {
                        self.waited = true;
                        Poll::Pending
                    }
                    Poll::Ready(Ok(())) => {
                        notes::sent::<A::Message>();
                        Poll::Ready(Ok(()))
                    }
                    Poll::Ready(Err(_)) => {
                        let message = self.message.take().map(A::Message::same);
                        bury(&local.host, local.id, message.map(AnyMessage::new));
                        Poll::Ready(Ok(()))
                    }
                }
            }
            Way::Remote(remote, _) => {
                if !remote.has_room() {
                    self.waited = true;
                    ready!(remote.poll_room(cx));
                }
                let Some(message) = self.message.take() else { return Poll::Ready(Ok(())) };
                let message = A::Message::same_ref(&message);
                post(self.address.host(), &**remote, sender, message, None)
                    .map(drop)
                    .map_err(TellError::from)
                    .into()
            }
        }
    }
}

impl<A: Handles<M>, M> Future for Tell<'_, A, M> {
    type Output = Result<(), TellError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let executor = this.address.host().executor();
        let sent = executor.poll_outside(cx, Passing::Nothing, |cx| this.poll_send(cx));
        if sent.is_ready() {
            executor.run_ready();
        }
        sent
    }
}

// The message is never pinned.
impl<A: Actor, M> Unpin for Tell<'_, A, M> {}

impl<A: Actor, M> Drop for Tell<'_, A, M> {
    fn drop(&mut self) {
        if self.waited && self.message.is_some() {
            give_way(self.address);
        }
    }
}

impl<A: Handles<M>, M> fmt::Debug for Tell<'_, A, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tell({} to {})", <A::Message as Message>::name(), self.address)
    }
}

/// Sends if there is room now.
pub(crate) fn try_tell<A: Handles<M>, M>(
    address: &Address<A>,
    message: M,
) -> Result<(), TryTellError<M>> {
    let sender = speaker(address.host());
    match &address.way {
        Way::Local(local) => local
            .mailbox
            .try_push(message, |message| {
                Local::parcel(sender, A::seal(message, ReplyPort::nobody()))
            })
            .inspect(|()| notes::sent::<A::Message>())
            .map_err(|(message, refused)| match refused {
                Refused::Full => TryTellError::Full(message),
                Refused::Closed => TryTellError::Ended(message, address.host().why_ended(local.id)),
            }),
        Way::Remote(remote, _) => {
            if let Some(reason) = remote.ended() {
                return Err(TryTellError::Ended(message, reason));
            }
            if !remote.has_room() {
                return Err(TryTellError::Full(message));
            }
            let posted =
                post(address.host(), &**remote, sender, A::Message::same_ref(&message), None);
            match posted {
                Ok(_) => Ok(()),
                Err(error) => Err(TryTellError::Codec(message, error.to_string())),
            }
        }
    }
}

/// Sends in any case, and tells whether the sender should slow down.
#[inline]
pub(crate) fn send<A: Handles<M>, M>(
    address: &Address<A>,
    sender: ActorId,
    message: M,
) -> Result<Pressure, TellError> {
    match &address.way {
        Way::Local(local) => {
            let pushed = local.mailbox.push(message, |message| {
                Local::parcel(sender, A::seal(message, ReplyPort::nobody()))
            });
            notes::sent::<A::Message>();
            pushed.or_else(|message| {
                bury(&local.host, local.id, Some(AnyMessage::new(A::Message::same(message))));
                Ok(Pressure::Low)
            })
        }
        Way::Remote(remote, _) => {
            post(address.host(), &**remote, sender, A::Message::same_ref(&message), None)
                .map_err(TellError::from)
        }
    }
}

std::thread_local! {
    /// Where bodies are written before they are sent, so that no lock is held while a message's
    /// own code runs.
    static BODY: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// The most bytes that a thread keeps for the next body.
const KEPT: usize = 64 * 1024;

/// Writes a body and calls `take` with it.
pub(crate) fn with_body<T>(
    encode: impl FnOnce(&mut Vec<u8>) -> Result<(), CodecError>,
    take: impl FnOnce(&[u8]) -> T,
) -> Result<T, CodecError> {
    // A message that is sent while another is written finds an empty one.
    let mut body = BODY.take();
    body.clear();
    let taken = encode(&mut body).map(|()| take(&body));
    if body.capacity() <= KEPT {
        BODY.set(body);
    }
    taken
}

/// Writes `message` for another process and posts it. What waits for its answer is told when the
/// actor has ended.
#[inline]
pub(crate) fn post<M: Message>(
    host: &Arc<dyn Host>,
    remote: &dyn Remote,
    sender: ActorId,
    message: &M,
    sink: Option<Box<dyn ReplySink>>,
) -> Result<Pressure, CodecError> {
    notes::sent::<M>();
    post_erased(host, remote, sender, message, sink)
}

/// The same for a message of any type: what it does is compiled once, and not for each of them.
fn post_erased(
    host: &Arc<dyn Host>,
    remote: &dyn Remote,
    sender: ActorId,
    message: &dyn Erased,
    sink: Option<Box<dyn ReplySink>>,
) -> Result<Pressure, CodecError> {
    if remote.id().process == host.process() {
        refuse(host, remote, message, sink);
        return Ok(Pressure::Low);
    }
    let posted = with_body(
        |body| {
            writing_for(remote.id().process, || message.encode(body))?;
            fits(remote, body.len(), || message.name().into_owned())
        },
        |body| {
            let reply = sink.and_then(|sink| host.open_ask(Some(remote.id().process), sink));
            let post = Post { sender, wire: message.wire(), reply, body };
            (reply, remote.post(post))
        },
    )?;
    let (reply, Err(reason)) = posted else { return Ok(posted.1.unwrap_or(Pressure::Low)) };
    match (reply, message.duplicate()) {
        (Some(reply), _) => host.reply_at(reply).fail(Failure::Ended(reason)),
        (None, Some(message)) => {
            host.dead_letter(remote.id(), AnyMessage::erased(message), DeadReason::Ended(reason));
        }
        (None, None) => {}
    }
    Ok(Pressure::Low)
}

/// Reports a message for an actor of this process that is no more.
#[cold]
fn refuse(
    host: &Arc<dyn Host>,
    remote: &dyn Remote,
    message: &dyn Erased,
    sink: Option<Box<dyn ReplySink>>,
) {
    let reason = remote.ended().unwrap_or(ExitReason::Gone);
    if let Some(sink) = sink {
        sink.deliver(Err(Failure::Ended(reason.clone())));
    }
    if let Some(message) = message.duplicate() {
        host.dead_letter(remote.id(), AnyMessage::erased(message), DeadReason::Ended(reason));
    }
}

/// Reports a message whose actor has ended, and says why it has.
#[cold]
pub(crate) fn bury(host: &Arc<dyn Host>, id: ActorId, message: Option<AnyMessage>) -> ExitReason {
    let reason = host.why_ended(id);
    if let Some(message) = message {
        host.dead_letter(id, message, DeadReason::Ended(reason.clone()));
    }
    reason
}

/// One who waited for room at `address` gave up.
pub(crate) fn give_way<A: Actor>(address: &Address<A>) {
    match &address.way {
        Way::Local(local) => local.mailbox.give_way(),
        Way::Remote(remote, _) => remote.give_way(),
    }
}
