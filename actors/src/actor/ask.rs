//! Asking: a message whose answer is waited for.

use std::{
    fmt, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::sync::oneshot;

use super::{
    address::{Address, Way},
    error::{AskError, Failure},
    host::Host,
    message::{Message, Reply},
    notes::{self, Sort},
    reply::{ReplyPort, ReplySink, SlotSink},
    tell::Sending,
    traits::{Actor, Handles},
    written::Awaited,
};
use crate::run::{Executor, Passing};

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
    state: State<A::Envelope, R>,
    limit: Option<Limit>,
}

enum State<E, R> {
    /// Nothing has happened.
    New,
    /// The message is about to be sealed.
    Open(Back<R>),
    /// The message has not left.
    Unsent(Sending<E>, Back<R>),
    /// The answer is waited for.
    Sent(oneshot::Receiver<Result<R, Failure>>),
    Done,
}

/// The way back.
struct Back<R> {
    answer: oneshot::Receiver<Result<R, Failure>>,
    /// Its other end, for an answer from another process; in this one it stands in the envelope.
    slot: Option<oneshot::Sender<Result<R, Failure>>>,
}

struct Limit {
    after: Duration,
    deadline: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl<'a, A: Handles<M>, M> Ask<'a, A, M> {
    pub(crate) const fn new(address: &'a Address<A>, message: M) -> Self {
        Self { message: Some(message), asking: Asking { address, state: State::New, limit: None } }
    }

    /// Waits no longer than `after`, from the first poll, for room and for the answer.
    ///
    /// The default is the setting `ask_timeout` of the system, and without that to wait as long as
    /// the actor lives. An actor that ends while it has the message ends the ask at once.
    ///
    /// # Errors
    /// [`AskError::Timeout`], when the time is over.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.asking.limit = Some(Limit { after, deadline: None });
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
            let port = self.asking.open();
            self.asking.begin(A::seal(message, port), notes::sort::<A::Message>());
        }
        self.asking.poll(cx)
    }
}

impl<A: Actor, R: Reply> Asking<'_, A, R> {
    /// Opens the way back, and gives the end that goes with the message.
    fn open(&mut self) -> ReplyPort<R> {
        let (slot, answer) = oneshot::channel();
        let (port, slot) = match self.address.way {
            Way::Local(_) => (ReplyPort::slot(slot), None),
            Way::Remote(..) => (ReplyPort::nobody(), Some(slot)),
        };
        self.state = State::Open(Back { answer, slot });
        port
    }

    /// The message stands in its envelope.
    fn begin(&mut self, envelope: A::Envelope, sort: Sort) {
        if let State::Open(back) = mem::replace(&mut self.state, State::Done) {
            self.state = State::Unsent(Sending::new(envelope, sort), back);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        match self.address.host().executor() {
            Executor::Tokio(..) => self.poll_limited(cx),
            stepped @ Executor::Stepped(_) => {
                stepped.poll_outside(cx, Passing::Freely, |cx| self.poll_limited(cx))
            }
        }
    }

    fn poll_limited(&mut self, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        let answer = self.poll_answer(cx);
        if answer.is_ready() {
            return answer;
        }
        poll_limit(&mut self.limit, self.address.host(), cx)
            .map(|after| Err(AskError::Timeout(after)))
    }

    #[inline]
    fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<Answer<R>> {
        if let State::Unsent(sending, Back { slot, .. }) = &mut self.state {
            let mut sink = || Some(Box::new(SlotSink(slot.take()?)) as Box<dyn ReplySink>);
            ready!(sending.poll(self.address, &mut sink, cx))
                .map_err(|error| AskError::Codec(error.to_string()))?;
            if let State::Unsent(_, back) = mem::replace(&mut self.state, State::Done) {
                self.state = State::Sent(back.answer);
            }
        }
        let State::Sent(answer) = &mut self.state else {
            return Poll::Ready(Err(AskError::NoReply));
        };
        let answer = ready!(receive(answer, cx));
        self.state = State::Done;
        Poll::Ready(answer)
    }
}

/// The answer, once it is there.
fn receive<R: Reply>(
    answer: &mut oneshot::Receiver<Result<R, Failure>>,
    cx: &mut Context<'_>,
) -> Poll<Answer<R>> {
    Pin::new(answer).poll(cx).map(|answer| match answer {
        Ok(Ok(answer)) => answer.into_result().map_err(AskError::Handler),
        Ok(Err(failure)) => Err(failure.into()),
        Err(_) => Err(AskError::NoReply),
    })
}

/// Ready when the time is over: the ask's own, or the system's for all.
fn poll_limit(
    limit: &mut Option<Limit>,
    host: &Arc<dyn Host>,
    cx: &mut Context<'_>,
) -> Poll<Duration> {
    if limit.is_none() {
        let after = host.rules().ask_timeout;
        *limit = after.map(|after| Limit { after, deadline: None });
    }
    let Some(limit) = limit else { return Poll::Pending };
    let deadline = limit.deadline.get_or_insert_with(|| {
        let executor = host.executor().clone();
        let after = limit.after;
        Box::pin(async move { executor.sleep(after).await })
    });
    deadline.as_mut().poll(cx).map(|()| limit.after)
}

// The message is never pinned.
impl<A: Handles<M>, M> Unpin for Ask<'_, A, M> {}

impl<A: Actor, R> Drop for Asking<'_, A, R> {
    fn drop(&mut self) {
        match &self.state {
            State::Unsent(sending, _) => sending.give_up(self.address),
            // Its answer reaches nobody.
            State::Sent(_) => self.address.host().counters().dead_letter(),
            State::New | State::Open(_) | State::Done => {}
        }
    }
}

impl<A: Handles<M>, M> fmt::Debug for Ask<'_, A, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ask({} to {})", A::Message::name(), self.asking.address)
    }
}
