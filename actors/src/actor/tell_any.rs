//! Telling an address that knows less than an actor's type.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{
    any::AnyMessage,
    error::TellError,
    host::speaker,
    id::ActorId,
    local::Room,
    message::Message,
    recipient::{AnyAddress, Receive},
    reply::AnyReply,
    written::Awaited,
};
use crate::{queue::mailbox::Pressure, run::Passing};

/// A message about to be told to anybody: the future that [`AnyAddress::tell`] and
/// [`Recipient::tell`](crate::Recipient::tell) give.
#[must_use = "nothing is sent before it is awaited: write `.await`"]
pub struct TellAny<'a, M: Message> {
    address: &'a AnyAddress,
    /// What takes an `M` without asking whether it is one.
    typed: Option<&'a Arc<dyn Receive<M>>>,
    message: Option<Told<M>>,
    waiting: Option<Waiting>,
}

/// What is told.
pub(crate) enum Told<M> {
    /// What the address is for.
    Itself(M),
    /// Something else: the actor decides.
    Other(AnyMessage),
}

impl<'a, M: Message> TellAny<'a, M> {
    pub(crate) const fn new(
        address: &'a AnyAddress,
        typed: Option<&'a Arc<dyn Receive<M>>>,
        message: Told<M>,
    ) -> Self {
        Self { address, typed, message: Some(message), waiting: None }
    }

    /// Only for what is said to one who forgot to wait.
    #[doc(hidden)]
    pub fn unwrap(self)
    where
        Self: Awaited,
    {
        unreachable!("nothing is `Awaited`")
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.waiting.is_none() {
            self.waiting = self.address.room().map(Waiting::new);
        }
        let Some(waiting) = &mut self.waiting else { return Poll::Ready(()) };
        let executor = self.address.host().executor();
        ready!(executor.poll_outside(cx, Passing::Nothing, |cx| waiting.poll(cx)));
        self.waiting = None;
        Poll::Ready(())
    }
}

impl<M: Message> Future for TellAny<'_, M> {
    type Output = Result<(), TellError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if this.message.is_some() {
            ready!(this.poll_room(cx));
        }
        let Some(message) = this.message.take() else { return Poll::Ready(Ok(())) };
        let sender = speaker(this.address.host());
        send(this.address, this.typed, sender, message)?;
        this.address.host().executor().run_ready();
        Poll::Ready(Ok(()))
    }
}

// The message is never pinned.
impl<M: Message> Unpin for TellAny<'_, M> {}

impl<M: Message> fmt::Debug for TellAny<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &self.message {
            Some(Told::Other(message)) => message.name(),
            Some(Told::Itself(_)) | None => M::name(),
        };
        write!(f, "TellAny({name} to {})", self.address)
    }
}

/// Sends in any case, and tells whether the sender should slow down.
pub(crate) fn send<M: Message>(
    address: &AnyAddress,
    typed: Option<&Arc<dyn Receive<M>>>,
    sender: ActorId,
    message: Told<M>,
) -> Result<Pressure, TellError> {
    let message = match (typed, message) {
        (Some(typed), Told::Itself(message)) => return typed.receive(sender, message),
        (None, Told::Itself(message)) => AnyMessage::new(message),
        (_, Told::Other(message)) => message,
    };
    Ok(address.send_any(sender, message, AnyReply::nobody())?)
}

/// One who waits for room; giving up it lets the next one have its place.
pub(crate) struct Waiting {
    room: Arc<dyn Room>,
    waits: bool,
}

impl Waiting {
    pub(crate) const fn new(room: Arc<dyn Room>) -> Self {
        Self { room, waits: false }
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let polled = self.room.poll_room(cx);
        self.waits = polled.is_pending();
        polled
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if self.waits {
            self.room.give_way();
        }
    }
}
