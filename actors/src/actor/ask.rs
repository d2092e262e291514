//! Asking: a message whose answer is waited for.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::sync::oneshot;

use super::{
    address::Address,
    error::{AskError, Failure},
    host::Host,
    message::{Message, Reply},
    notes,
    reply::{ReplyPort, ReplySink, SlotSink},
    tell::{GiveSink, Sending},
    traits::{Actor, Handles},
    written::Awaited,
};
use crate::{run::Passing, wire::CodecError};

/// What an ask gives.
pub(crate) type Answer<R> = Result<<R as Reply>::Ok, AskError<<R as Reply>::Err>>;

/// A message about to be asked: the future that [`Address::ask`] gives.
#[must_use = "nothing is sent before it is awaited: write `.await`"]
pub struct Ask<'a, A: Handles<M>, M> {
    /// Until the first poll.
    message: Option<M>,
    asking: Asking<'a, A, A::Reply>,
}

/// An ask without the type of its message, which stands in its envelope: what is done with it is
/// compiled once for an actor, and not for each of its messages.
struct Asking<'a, A: Actor, R> {
    address: &'a Address<A>,
    /// The message, from the first poll on.
    sending: Option<Sending<A::Envelope>>,
    has_left: bool,
    back: Back<R>,
    limit: Limit,
}

/// The way back.
struct Back<R> {
    /// Nothing before the first poll, and after the last.
    answer: Option<oneshot::Receiver<Result<R, Failure>>>,
    /// Its other end, for an answer from another process; in this one it stands in the envelope.
    slot: Option<oneshot::Sender<Result<R, Failure>>>,
}

/// How long it waits.
enum Limit {
    /// As long as the system says.
    System,
    /// As long as it takes.
    Never,
    /// So long, from the first poll on.
    After(Duration),
    Running(Box<Deadline>),
}

struct Deadline {
    after: Duration,
    over: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl<'a, A: Handles<M>, M> Ask<'a, A, M> {
    pub(crate) const fn new(address: &'a Address<A>, message: M) -> Self {
        let back = Back { answer: None, slot: None };
        Self {
            message: Some(message),
            asking: Asking { address, sending: None, has_left: false, back, limit: Limit::System },
        }
    }

    /// Waits no longer than `after`, from the first poll, for room and for the answer.
    ///
    /// The default is the setting `ask_timeout` of the system, and without that to wait as long as
    /// the actor lives. An actor that ends while it has the message ends the ask at once.
    ///
    /// # Errors
    /// [`AskError::Timeout`], when the time is over.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.asking.limit = Limit::After(after);
        self
    }

    /// Only for what is said to one who forgot to wait.
    #[doc(hidden)]
    pub fn unwrap<T>(self) -> T
    where
        Self: Awaited,
    {
        unreachable!("nothing is `Awaited`")
    }

    /// Only for what is said to one who forgot to wait.
    #[doc(hidden)]
    pub fn expect<T>(self, _: &str) -> T
    where
        Self: Awaited,
    {
        unreachable!("nothing is `Awaited`")
    }
}

impl<A: Handles<M>, M> Future for Ask<'_, A, M> {
    type Output = Answer<A::Reply>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(message) = self.message.take() {
            let asking = &mut self.asking;
            let port = asking.back.open(asking.address.is_local());
            let envelope = A::seal(message, port);
            asking.sending = Some(Sending::new(envelope, notes::sort::<A::Message>()));
        }
        self.asking.poll(cx)
    }
}

impl<A: Actor, R: Reply> Asking<'_, A, R> {
    #[inline]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        if self.address.host().executor().is_stepped() {
            return self.poll_stepped(cx);
        }
        self.poll_limited(cx)
    }

    #[cold]
    fn poll_stepped(&mut self, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        let executor = self.address.host().executor();
        executor.poll_outside(cx, Passing::Freely, |cx| self.poll_limited(cx))
    }

    // Once in each of the two above: it is all that an ask does.
    #[inline(always)]
    fn poll_limited(&mut self, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        let host = self.address.host();
        if let (Some(sending), false) = (&mut self.sending, self.has_left) {
            match sending.poll(self.address, &mut self.back, cx) {
                Poll::Ready(Ok(())) => self.has_left = true,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(self.back.close(&error))),
                Poll::Pending => return self.limit.poll(host, cx).map(Err),
            }
        }
        let answer = self.back.poll(cx);
        if answer.is_pending() {
            return self.limit.poll(host, cx).map(Err);
        }
        answer
    }
}

impl<R: Reply> Back<R> {
    /// Opens it, and gives the end that goes with the message.
    #[inline]
    fn open(&mut self, is_local: bool) -> ReplyPort<R> {
        let (slot, answer) = oneshot::channel();
        self.answer = Some(answer);
        if is_local {
            return ReplyPort::slot(slot);
        }
        self.slot = Some(slot);
        ReplyPort::nobody()
    }

    /// The message can't be written: no answer comes.
    #[cold]
    fn close(&mut self, error: &CodecError) -> AskError<R::Err> {
        self.answer = None;
        AskError::Codec(error.to_string())
    }

    /// The answer, once it is there.
    #[inline]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        let Some(answer) = &mut self.answer else { return Poll::Ready(Err(AskError::NoReply)) };
        let answer = ready!(Pin::new(answer).poll(cx));
        self.answer = None;
        Poll::Ready(match answer {
            Ok(Ok(answer)) => answer.into_result().map_err(AskError::Handler),
            Ok(Err(failure)) => Err(failure.into()),
            Err(_) => Err(AskError::NoReply),
        })
    }
}

impl<R: Reply> GiveSink for Back<R> {
    fn sink(&mut self) -> Option<Box<dyn ReplySink>> {
        Some(Box::new(SlotSink(self.slot.take()?)))
    }
}

impl Limit {
    /// Ready when the time is over.
    #[inline]
    fn poll<E>(&mut self, host: &Arc<dyn Host>, cx: &mut Context<'_>) -> Poll<AskError<E>> {
        if let Self::System = self {
            *self = host.rules().ask_timeout.map_or(Self::Never, Self::After);
        }
        if let Self::Never = self {
            return Poll::Pending;
        }
        self.poll_over(host, cx).map(AskError::Timeout)
    }

    #[cold]
    fn poll_over(&mut self, host: &Arc<dyn Host>, cx: &mut Context<'_>) -> Poll<Duration> {
        if let Self::After(after) = *self {
            let executor = host.executor().clone();
            let over = Box::pin(async move { executor.sleep(after).await });
            *self = Self::Running(Box::new(Deadline { after, over }));
        }
        let Self::Running(deadline) = self else { return Poll::Pending };
        deadline.over.as_mut().poll(cx).map(|()| deadline.after)
    }
}

// The message is never pinned.
impl<A: Handles<M>, M> Unpin for Ask<'_, A, M> {}

impl<A: Actor, R> Drop for Asking<'_, A, R> {
    fn drop(&mut self) {
        if self.has_left {
            if self.back.answer.is_some() {
                // It reaches nobody.
                self.address.host().counters().dead_letter();
            }
        } else if let Some(sending) = &self.sending {
            sending.give_up(self.address);
        }
    }
}

impl<A: Handles<M>, M> fmt::Debug for Ask<'_, A, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ask({} to {})", A::Message::name(), self.asking.address)
    }
}
