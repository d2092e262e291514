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
    address::{Address, Way},
    any::AnyMessage,
    error::{AskError, Failure},
    host::{Host, speaker},
    local::Local,
    message::{Message, Reply},
    notes,
    reply::{ReplyPort, SlotSink},
    tell,
    traits::{Handles, Same},
    written::Awaited,
};
use crate::run::Passing;

/// What an ask gives.
pub(crate) type Answer<R> = Result<<R as Reply>::Ok, AskError<<R as Reply>::Err>>;

/// A message about to be asked: the future that [`Address::ask`] gives.
#[must_use = "nothing is sent before it is awaited: write `.await`"]
pub struct Ask<'a, A: Handles<M>, M> {
    address: &'a Address<A>,
    state: State<M, A::Reply>,
    limit: Option<Limit>,
}

enum State<M, R> {
    /// The message has not left; `true` when it waited for room.
    Unsent(Option<M>, bool),
    /// The answer is waited for.
    Sent(oneshot::Receiver<Result<R, Failure>>),
    Done,
}

struct Limit {
    after: Duration,
    deadline: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl<'a, A: Handles<M>, M> Ask<'a, A, M> {
    pub(crate) const fn new(address: &'a Address<A>, message: M) -> Self {
        Self { address, state: State::Unsent(Some(message), false), limit: None }
    }

    /// Waits no longer than `after`, from the first poll, for room and for the answer.
    ///
    /// The default is the setting `ask_timeout` of the system, and without that to wait as long as
    /// the actor lives. An actor that ends while it has the message ends the ask at once.
    ///
    /// # Errors
    /// [`AskError::Timeout`], when the time is over.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.limit = Some(Limit { after, deadline: None });
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

    #[inline]
    fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<Answer<A::Reply>> {
        if let State::Unsent(message, waited) = &mut self.state {
            let (slot, answer) = oneshot::channel();
            ready!(send(self.address, message, slot, waited, cx))?;
            self.state = State::Sent(answer);
        }
        let State::Sent(answer) = &mut self.state else {
            return Poll::Ready(Err(AskError::NoReply));
        };
        let answer = ready!(receive(answer, cx));
        self.state = State::Done;
        Poll::Ready(answer)
    }

    fn poll_limited(&mut self, cx: &mut Context<'_>) -> Poll<Answer<A::Reply>> {
        let answer = self.poll_answer(cx);
        if answer.is_ready() {
            return answer;
        }
        poll_limit(&mut self.limit, self.address.host(), cx)
            .map(|after| Err(AskError::Timeout(after)))
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

/// Sends the message, with the way back.
#[inline]
fn send<A: Handles<M>, M>(
    address: &Address<A>,
    message: &mut Option<M>,
    slot: oneshot::Sender<Result<A::Reply, Failure>>,
    waited: &mut bool,
    cx: &mut Context<'_>,
) -> Poll<Result<(), AskError<<A::Reply as Reply>::Err>>> {
    let sender = speaker(address.host());
    match &address.way {
        Way::Local(local) => {
            let pushed = local.mailbox.poll_push(cx, message, |message| {
                Local::parcel(sender, A::seal(message, ReplyPort::slot(slot)))
            });
            match pushed {
                Poll::Pending => {
                    *waited = true;
                    Poll::Pending
                }
                Poll::Ready(Ok(())) => {
                    notes::sent::<A::Message>();
                    Poll::Ready(Ok(()))
                }
                Poll::Ready(Err(_)) => {
                    let message = message.take().map(A::Message::same);
                    let reason = tell::bury(&local.host, local.id, message.map(AnyMessage::new));
                    Poll::Ready(Err(AskError::Ended(reason)))
                }
            }
        }
        Way::Remote(remote, _) => {
            if !remote.has_room() {
                *waited = true;
                ready!(remote.poll_room(cx));
            }
            let Some(message) = message.take() else { return Poll::Ready(Ok(())) };
            let message = A::Message::same_ref(&message);
            tell::post(address.host(), &**remote, sender, message, Some(Box::new(SlotSink(slot))))
                .map(drop)
                .map_err(|error| AskError::Codec(error.to_string()))
                .into()
        }
    }
}

impl<A: Handles<M>, M> Future for Ask<'_, A, M> {
    type Output = Answer<A::Reply>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let executor = this.address.host().executor();
        executor.poll_outside(cx, Passing::Freely, |cx| this.poll_limited(cx))
    }
}

// The message is never pinned.
impl<A: Handles<M>, M> Unpin for Ask<'_, A, M> {}

impl<A: Handles<M>, M> Drop for Ask<'_, A, M> {
    fn drop(&mut self) {
        match self.state {
            State::Unsent(Some(_), true) => tell::give_way(self.address),
            // Its answer reaches nobody.
            State::Sent(_) => self.address.host().counters().dead_letter(),
            State::Unsent(..) | State::Done => {}
        }
    }
}

impl<A: Handles<M>, M> fmt::Debug for Ask<'_, A, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ask({} to {})", A::Message::name(), self.address)
    }
}
