//! The outside's own address: what is sent there waits until somebody listens.

use std::{
    any::Any,
    borrow::Cow,
    collections::VecDeque,
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use tokio::sync::oneshot;

use crate::{
    actor::{
        any::AnyMessage,
        error::{AskError, ExitReason, Failure, TellError},
        host::Host,
        id::{ActorId, ProcessId},
        kind::Handled,
        local::{AnyLocal, Content, Local, Needs, Parcel},
        message::Message,
        recipient::{Addressed, AnyAddress, Through},
        reply::{Answer, AnyReply, ReplyPlace, Sink},
        system::{ActorExited, ChildActorExited, Signal, System},
        traits::{Envelope, Kept, SealedAny, Slot, Undecoded},
    },
    engine::node::Node,
    queue::lock,
    run::Passing,
    wire::WireId,
};

/// An address outside of all actors, with what was sent to it.
///
/// An actor can't tell it from another actor. A task or thread that wants answers for itself makes
/// one with [`ActorSystem::private`](crate::ActorSystem::private).
///
/// ```
/// use std::time::Duration;
///
/// use actors::prelude::*;
///
/// #[message]
/// struct Hello;
///
/// #[derive(Default)]
/// struct Greeter;
///
/// #[actor]
/// impl Greeter {
///     #[handler]
///     fn hello(&mut self, _: Hello, ctx: &mut Context<Self>) {
///         let sender = ctx.sender();
///         ctx.send(&sender, String::from("Hello, world!"));
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let greeter = system.create::<Greeter>(()).await?;
/// let endpoint = system.private();
/// endpoint.tell(&greeter, Hello).await?;
/// let message = endpoint.listen(Duration::from_secs(1)).await?;
/// assert_eq!(message.take::<String>().ok().as_deref(), Some("Hello, world!"));
/// system.shutdown().await
/// # }
/// ```
pub struct Endpoint {
    local: Arc<Local<Inbox>>,
    /// What was taken from the mailbox and nobody has listened to yet.
    heard: Mutex<VecDeque<AnyMessage>>,
}

impl Endpoint {
    pub(crate) fn new(node: &Arc<Node>) -> Self {
        let host = node.host();
        let id = host.reserve();
        let room = host.rules().mailbox;
        let local = Arc::new(Local::new((id, None), "endpoint", Needs::NONE, host.clone(), room));
        host.enroll(local.clone());
        Self { local, heard: Mutex::default() }
    }

    /// The address: any actor may send to it.
    #[must_use]
    pub fn address(&self) -> AnyAddress {
        AnyAddress::new(self.local.id, self.local.host.clone())
    }

    /// Sends `message`, with this endpoint as its sender. While the mailbox is full it waits for
    /// room.
    ///
    /// # Errors
    /// When the message can't be written for another process.
    ///
    /// # Cancel safety
    /// Dropped before it is ready, the message was not sent.
    pub async fn tell<M: Message>(
        &self,
        target: &(impl Addressed + Sync),
        message: M,
    ) -> Result<(), TellError> {
        target.to_any().has_room().await;
        self.send(target, message, AnyReply::nobody())?;
        self.local.host.executor().run_ready();
        Ok(())
    }

    /// The next message that was sent to this endpoint, whoever sent it.
    ///
    /// # Errors
    /// [`AskError::Timeout`], when none came in time.
    ///
    /// # Cancel safety
    /// Dropped before it is ready, it has taken no message.
    pub async fn listen(&self, timeout: Duration) -> Result<AnyMessage, AskError> {
        let executor = self.local.host.executor().clone();
        let mut deadline = None;
        poll_fn(|cx| {
            executor.poll_outside(cx, Passing::Freely, |cx| {
                if let Poll::Ready(message) = self.poll_listen(cx) {
                    return Poll::Ready(Ok(message));
                }
                let deadline = deadline.get_or_insert_with(|| {
                    let executor = executor.clone();
                    Box::pin(async move { executor.sleep(timeout).await })
                });
                deadline.as_mut().poll(cx).map(|()| Err(AskError::Timeout(timeout)))
            })
        })
        .await
    }

    /// Sends `message` and takes whatever comes next to this endpoint as the answer, whoever sent
    /// it: the way of Thespian. A typed [`ask`](crate::Address::ask) always gets its own answer.
    ///
    /// # Errors
    /// When the message can't be written, the actor has no handler for it, fails with it or has
    /// ended, or no message came in time.
    pub async fn ask_any<M: Message>(
        &self,
        target: &impl Addressed,
        message: M,
        timeout: Duration,
    ) -> Result<AnyMessage, AskError> {
        let (failed, mut failure) = oneshot::channel();
        let answer = AnyReply::new(Heard(Some((self.local.clone(), failed))));
        self.send(target, message, answer).map_err(|error| AskError::Codec(error.to_string()))?;
        let mut listening = pin!(self.listen(timeout));
        let mut fails = true;
        poll_fn(|cx| {
            if let Poll::Ready(heard) = listening.as_mut().poll(cx) {
                return Poll::Ready(heard);
            }
            match Pin::new(&mut failure).poll(cx) {
                Poll::Ready(Ok(failure)) if fails => Poll::Ready(Err(AskError::from(failure))),
                // An actor that took the message may still send something.
                Poll::Ready(_) => {
                    fails = false;
                    Poll::Pending
                }
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    pub(crate) fn id(&self) -> ActorId {
        self.local.id
    }

    fn send<M: Message>(
        &self,
        target: &impl Addressed,
        message: M,
        reply: AnyReply,
    ) -> Result<(), TellError> {
        target.to_any().send_any(self.local.id, AnyMessage::new(message), reply)?;
        Ok(())
    }

    fn poll_listen(&self, cx: &mut Context<'_>) -> Poll<AnyMessage> {
        let mut heard = lock(&self.heard);
        if let Some(message) = heard.pop_front() {
            return Poll::Ready(message);
        }
        let (mut parcels, mut signals) = (VecDeque::new(), VecDeque::new());
        while self.local.mailbox.poll_take(cx, &mut parcels, &mut signals).is_ready() {
            heard.extend(parcels.drain(..).filter_map(|parcel| self.unwrap(parcel)));
            // It may be long until somebody listens again.
            self.local.mailbox.all_handled();
            for signal in signals.drain(..) {
                self.obey(signal);
            }
            if let Some(message) = heard.pop_front() {
                return Poll::Ready(message);
            }
            if !self.local.mailbox.is_open() {
                break;
            }
        }
        Poll::Pending
    }

    fn unwrap(&self, parcel: Parcel<Inbox>) -> Option<AnyMessage> {
        let address = |id| AnyAddress::new(id, self.local.host.clone());
        match parcel.content {
            Content::Sealed(inbox) => inbox.unseal().0,
            Content::Untyped(untyped) => Some(untyped.0),
            Content::Work(work) => work.envelope.unseal().0,
            Content::System(system) => match *system {
                System::Poison(poison) => Some(AnyMessage::new(poison)),
                System::Dead(dead) => Some(AnyMessage::new(dead)),
                System::ChildExited(id, reason) => {
                    Some(AnyMessage::new(ChildActorExited { child: address(id), reason }))
                }
                System::Exited(id, reason) => {
                    Some(AnyMessage::new(ActorExited { address: address(id), reason }))
                }
                System::Exit(..)
                | System::Work(_)
                | System::Revive(..)
                | System::Revived { .. } => None,
            },
            // An endpoint sets none.
            Content::Wakeup(_) => None,
        }
    }

    fn obey(&self, signal: Signal) {
        match signal {
            Signal::Watch(watcher) => self.local.family.add_watcher(watcher),
            Signal::Unwatch(watcher) => self.local.family.remove_watcher(watcher),
            // An endpoint ends with its owner, works for nobody, and has no status.
            _ => {}
        }
    }
}

impl Addressed for Endpoint {
    fn to_any(&self) -> AnyAddress {
        self.address()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let (local, reason) = (&self.local, ExitReason::Requested);
        local.host.mark(local.id, &reason);
        let (parcels, signals) = local.mailbox.close();
        local.bury_all(parcels, &reason);
        signals.into_iter().for_each(|signal| self.obey(signal));
        for watcher in local.family.watchers() {
            local.host.say(watcher, System::Exited(local.id, reason.clone()));
        }
        local.host.retire(local.id, &reason);
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.local.id)
    }
}

/// What may be sent to an endpoint: anything.
pub(crate) struct Inbox(SealedAny);

impl Inbox {
    const fn new(message: AnyMessage, reply: AnyReply) -> Self {
        Self(SealedAny(Kept::new(message), reply))
    }
}

impl Envelope for Inbox {
    const IS_ACTOR: bool = false;
    const MESSAGES: &'static [Handled] = &[];

    fn open(message: AnyMessage, reply: AnyReply) -> Result<Self, (AnyMessage, AnyReply)> {
        Ok(Self::new(message, reply))
    }

    fn decode(wire: WireId, body: &[u8], reply: AnyReply) -> Result<Self, Undecoded> {
        Ok(Self::new(AnyMessage::unknown(wire, body), reply))
    }

    fn slot(&self) -> &dyn Slot {
        &self.0
    }

    fn slot_mut(&mut self) -> &mut dyn Slot {
        &mut self.0
    }

    const KINDS: u32 = 0;

    fn kind(&self) -> u32 {
        0
    }

    fn kind_name(_: u32) -> Option<Cow<'static, str>> {
        None
    }
}

/// Puts an answer among what was sent to the endpoint, and tells why there will be none.
struct Heard(Option<(Arc<Local<Inbox>>, oneshot::Sender<Failure>)>);

impl Sink for Heard {
    fn answer(mut self: Box<Self>, answer: Result<&dyn Answer, Failure>) {
        let Some((local, failed)) = self.0.take() else { return };
        let answer = match answer {
            Ok(answer) => answer,
            // What it has to say it may have sent, or will.
            Err(Failure::NoReply) => return,
            // One who does not wait any more does not need to know.
            Err(failure) => return drop(failed.send(failure)),
        };
        // A handler that returns nothing answers by sending, if it answers.
        if answer.wire() == <() as Message>::WIRE {
            return;
        }
        if let Some(message) = answer.to_any() {
            // An endpoint that is gone listens no more.
            let _ = local.push_any(None, message, AnyReply::nobody());
        }
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn place(
        mut self: Box<Self>,
        holder: Option<ProcessId>,
        host: &dyn Host,
    ) -> Option<ReplyPlace> {
        let heard = self.0.take()?;
        host.open_ask(holder, Box::new(Through(Box::new(Self(Some(heard))))))
    }
}
