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
    notes::{self, Sort},
    remote::{Post, Remote, fits},
    reply::{ReplyPort, ReplySink},
    traits::{Actor, Envelope, Handles, Same},
    written::Awaited,
};
use crate::{
    queue::mailbox::{Pressure, Refused},
    run::Passing,
    wire::CodecError,
};

/// A message about to be told: the future that [`Address::tell`] gives.
#[must_use = "nothing is sent before it is awaited: write `.await`"]
pub struct Tell<'a, A: Actor, M> {
    /// Until the first poll.
    message: Option<M>,
    telling: Telling<'a, A>,
}

/// The same without the type of the message, which stands in its envelope.
struct Telling<'a, A: Actor> {
    address: &'a Address<A>,
    sending: Option<Sending<A::Envelope>>,
}

impl<'a, A: Handles<M>, M> Tell<'a, A, M> {
    pub(crate) const fn new(address: &'a Address<A>, message: M) -> Self {
        Self { message: Some(message), telling: Telling { address, sending: None } }
    }

    /// Only for what is said to one who forgot to wait.
    #[doc(hidden)]
    pub fn unwrap(self)
    where
        Self: Awaited,
    {
        unreachable!("nothing is `Awaited`")
    }
}

impl<A: Handles<M>, M> Future for Tell<'_, A, M> {
    type Output = Result<(), TellError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(message) = self.message.take() {
            let envelope = A::seal(message, ReplyPort::nobody());
            self.telling.sending = Some(Sending::new(envelope, notes::sort::<A::Message>()));
        }
        self.telling.poll(cx)
    }
}

impl<A: Actor> Telling<'_, A> {
    #[inline]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), TellError>> {
        let Some(sending) = &mut self.sending else { return Poll::Ready(Ok(())) };
        let address = self.address;
        let executor = address.host().executor();
        if !executor.is_stepped() {
            return sending.poll(address, &mut NoSink, cx).map_err(TellError::from);
        }
        let sent = executor.poll_outside(cx, Passing::Nothing, |cx| {
            sending.poll(address, &mut NoSink, cx).map_err(TellError::from)
        });
        if sent.is_ready() {
            executor.run_ready();
        }
        sent
    }
}

// The message is never pinned.
impl<A: Actor, M> Unpin for Tell<'_, A, M> {}

impl<A: Actor> Drop for Telling<'_, A> {
    fn drop(&mut self) {
        if let Some(sending) = &self.sending {
            sending.give_up(self.address);
        }
    }
}

impl<A: Handles<M>, M> fmt::Debug for Tell<'_, A, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tell({} to {})", <A::Message as Message>::name(), self.telling.address)
    }
}

/// Gives what takes an answer from another process.
pub(crate) trait GiveSink {
    fn sink(&mut self) -> Option<Box<dyn ReplySink>>;
}

/// Nobody waits for an answer.
struct NoSink;

impl GiveSink for NoSink {
    fn sink(&mut self) -> Option<Box<dyn ReplySink>> {
        None
    }
}

/// A message in its envelope that is to be sent as soon as there is room.
pub(crate) struct Sending<E> {
    /// `None` once it has left.
    envelope: Option<E>,
    sort: Sort,
    /// Whether it waited for room.
    waited: bool,
}

impl<E: Envelope> Sending<E> {
    #[inline]
    pub(crate) const fn new(envelope: E, sort: Sort) -> Self {
        Self { envelope: Some(envelope), sort, waited: false }
    }

    /// Ready when it has left. An answer that is to come from another process goes to what `sink`
    /// gives. A message that comes too late is reported, and so is the answer to it.
    ///
    /// # Errors
    /// When it can't be written for another process.
    #[inline]
    pub(crate) fn poll<A: Actor<Envelope = E>>(
        &mut self,
        address: &Address<A>,
        sink: &mut dyn GiveSink,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), CodecError>> {
        let sender = speaker(address.host());
        let local = match &address.way {
            Way::Local(local) => local,
            Way::Remote(remote, _) => return self.poll_post(address, &**remote, sink, cx),
        };
        let pushed = local
            .mailbox
            .poll_push(cx, &mut self.envelope, |envelope| Local::parcel(sender, envelope));
        match pushed {
            Poll::Pending => {
                self.waited = true;
                return Poll::Pending;
            }
            Poll::Ready(Ok(())) => notes::sent(self.sort),
            Poll::Ready(Err(_)) => {
                if let Some(envelope) = self.envelope.take() {
                    local.refuse(envelope);
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_post<A: Actor<Envelope = E>>(
        &mut self,
        address: &Address<A>,
        remote: &dyn Remote,
        sink: &mut dyn GiveSink,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), CodecError>> {
        if !remote.has_room() {
            self.waited = true;
            ready!(remote.poll_room(cx));
        }
        let envelope = self.envelope.take();
        let Some(message) = envelope.as_ref().and_then(|envelope| envelope.slot().message()) else {
            return Poll::Ready(Ok(()));
        };
        notes::sent(self.sort);
        let sender = speaker(address.host());
        post(address.host(), remote, sender, message, sink.sink()).map(drop).into()
    }

    /// Nobody waits any longer: the next one may have the room.
    pub(crate) fn give_up<A: Actor<Envelope = E>>(&self, address: &Address<A>) {
        if !self.waited || self.envelope.is_none() {
            return;
        }
        match &address.way {
            Way::Local(local) => local.mailbox.give_way(),
            Way::Remote(remote, _) => remote.give_way(),
        }
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
            .inspect(|()| notes::sent(notes::sort::<A::Message>()))
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
            notes::sent(notes::sort::<A::Message>());
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
    notes::sent(notes::sort::<A::Message>());
    send_sealed(address, sender, A::seal(message, ReplyPort::nobody()))
}

/// The same for a message in its envelope.
#[inline]
fn send_sealed<A: Actor>(
    address: &Address<A>,
    sender: ActorId,
    envelope: A::Envelope,
) -> Result<Pressure, TellError> {
    match &address.way {
        Way::Local(local) => {
            let pushed = local.mailbox.push(envelope, |envelope| Local::parcel(sender, envelope));
            Ok(pushed.unwrap_or_else(|envelope| {
                local.refuse(envelope);
                Pressure::Low
            }))
        }
        Way::Remote(remote, _) => match envelope.slot().message() {
            Some(message) => Ok(post(address.host(), &**remote, sender, message, None)?),
            None => Ok(Pressure::Low),
        },
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
pub(crate) fn post(
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
