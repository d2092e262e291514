//! The seam below every actor: what addresses and contexts ask of the base they run on.

use std::{cell::RefCell, fmt, pin::Pin, sync::Arc};

use super::{
    any::AnyMessage,
    capability::{Capabilities, Value},
    error::{CreateError, ExitReason},
    id::{ActorId, ProcessId},
    local::AnyLocal,
    options::{Counters, Placement},
    registered::StartRequest,
    remote::Remote,
    reply::{AnyReply, ReplyPlace, ReplySink},
    rules::Rules,
    system::{Signal, System},
    trace::Trace,
};
use crate::run::Executor;

/// One process's part of a system, as its actors and endpoints see it.
pub(crate) trait Host: Send + Sync + fmt::Debug {
    /// This process.
    fn process(&self) -> ProcessId;

    /// Where tasks run.
    fn executor(&self) -> &Executor;

    /// The sender of what is said outside of actors.
    fn outside(&self) -> ActorId;

    /// A number for a new actor of this process.
    fn reserve(&self) -> ActorId;

    /// Makes an actor of this process known under its number.
    fn enroll(&self, local: Arc<dyn AnyLocal>);

    /// Says why an actor of this process ends, before it takes no more messages.
    fn mark(&self, id: ActorId, reason: &ExitReason);

    /// Forgets an actor of this process, and keeps why it ended for those who ask later.
    fn retire(&self, id: ActorId, reason: &ExitReason);

    /// Whether all actors of this process have been asked to end.
    fn is_ending(&self) -> bool;

    /// Why an actor ended, as far as this process still knows.
    fn why_ended(&self, id: ActorId) -> ExitReason;

    /// An actor of this process.
    fn find(&self, id: ActorId) -> Option<Arc<dyn AnyLocal>>;

    /// An actor of another process.
    fn remote(&self, id: ActorId) -> Arc<dyn Remote>;

    /// Takes a message that reaches nobody.
    fn dead_letter(&self, target: ActorId, message: AnyMessage, reason: DeadReason);

    /// Registers, or removes, a receiver of dead letters.
    fn handle_dead_letters(&self, handler: ActorId, register: bool);

    /// Whether an actor placed so runs in this process.
    fn is_here(&self, placement: Placement) -> bool;

    /// The number of a new actor that will run in another process.
    fn reserve_elsewhere(&self, placement: Placement) -> ActorId;

    /// Starts an actor in another process. `ready` learns under which number it runs: another
    /// one than was asked for, where the name has an owner.
    fn start_elsewhere(&self, request: StartRequest, ready: WhenStarted);

    /// Makes `id` the owner of `name`, or tells who is.
    fn claim_name(&self, name: String, actor: &'static str, id: ActorId) -> Claiming;

    /// The owner of a name runs, or could not be started.
    fn settle_name(&self, id: ActorId, result: &Result<(), CreateError>);

    /// What this system has.
    fn capabilities(&self) -> Capabilities;

    /// What holds in every process of this system.
    fn rules(&self) -> &Rules;

    /// Sets what this system has; without a value it is taken away. Ready when all creations that
    /// follow go by it.
    fn update_capability(&self, key: String, value: Option<Value>) -> Releasing;

    /// Makes an actor end with its system, not with its parent.
    fn adopt(&self, id: ActorId);

    /// Makes the name of an actor that ends free. Whoever hears of its end shall find it so: the
    /// end is told when this is ready.
    fn release_name(&self, id: ActorId) -> Option<Releasing>;

    /// Keeps an ask open that another process, `holder` as far as is known, will answer. `None`
    /// where there is no other.
    fn open_ask(&self, holder: Option<ProcessId>, sink: Box<dyn ReplySink>) -> Option<ReplyPlace>;

    /// The way to an ask that another process keeps open.
    fn reply_at(&self, place: ReplyPlace) -> AnyReply;

    /// Says a word of the system to an actor anywhere, among its messages.
    fn say(&self, target: ActorId, system: System);

    /// Says a word of the system to an actor anywhere, ahead of its messages. A word that finds
    /// the actor ended is answered as the actor would have.
    fn signal(&self, target: ActorId, signal: Signal);

    /// Counts a handled message, a restart and the like, for the system's status.
    fn counters(&self) -> &Counters;

    /// The row of deliveries, where one is kept.
    fn trace(&self) -> Option<&Trace>;
}

/// Called when an actor of another process runs, or can't.
pub(crate) type WhenStarted = Box<dyn FnOnce(Result<ActorId, CreateError>) + Send>;

/// A name on its way to be free.
pub(crate) type Releasing = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A claim on its way.
pub(crate) type Claiming = Pin<Box<dyn Future<Output = Result<Claim, CreateError>> + Send>>;

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Claim {
    /// The name is the claimant's.
    New,
    /// It has this owner, who runs.
    Owned(ActorId),
}

/// Why a message is a dead letter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum DeadReason {
    /// The actor has ended.
    Ended(ExitReason),
    /// The actor's process has ended, or can't be reached, without having said that the message
    /// was handled. It may have been.
    Unacknowledged(ExitReason),
    /// The actor has no handler for it.
    Unhandled,
    /// It could not be written or read.
    Codec(String),
    /// It was to be sent later, and its sender ended before.
    SenderEnded,
    /// The actor waits for its first messages, of these wire names, and holds as many others as it
    /// may until then.
    NotReady(Vec<String>),
}

impl fmt::Display for DeadReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended(reason) => write!(f, "the actor has ended: {reason}"),
            Self::Unacknowledged(reason) => {
                write!(f, "the actor has ended: {reason}; the message may have been handled")
            }
            Self::Unhandled => f.write_str("the actor has no handler for it"),
            Self::Codec(why) => f.write_str(why),
            Self::SenderEnded => f.write_str("its sender ended before it was due"),
            Self::NotReady(waits_for) => {
                let names = waits_for.join(", ");
                write!(f, "the actor waits for {names}, and holds no more messages until then")
            }
        }
    }
}

thread_local! {
    /// The host whose message is being read, and who is speaking.
    static HOST: RefCell<Option<Arc<dyn Host>>> = const { RefCell::new(None) };
    static SPEAKER: std::cell::Cell<Option<Speech>> = const { std::cell::Cell::new(None) };
    /// The process for which a message is being written.
    static DESTINATION: std::cell::Cell<Option<ProcessId>> = const { std::cell::Cell::new(None) };
}

/// Who speaks, and the type of the actor that is at work, if one is.
#[derive(Clone, Copy)]
struct Speech {
    speaker: ActorId,
    actor: Option<fn() -> &'static str>,
}

/// Puts back what was there before.
pub(crate) struct Scope(Option<Arc<dyn Host>>);

/// Makes `host` the one to which addresses that are read now belong.
pub(crate) fn enter(host: &Arc<dyn Host>) -> Scope {
    Scope(HOST.with(|current| current.replace(Some(host.clone()))))
}

/// The host whose message is being read.
pub(crate) fn current() -> Option<Arc<dyn Host>> {
    HOST.with(|current| current.borrow().clone())
}

impl Drop for Scope {
    fn drop(&mut self) {
        let outer = self.0.take();
        HOST.with(|current| drop(current.replace(outer)));
    }
}

/// Runs `speak` as `speaker`: what it sends has that sender.
#[inline]
pub(crate) fn speaking<T>(speaker: ActorId, speak: impl FnOnce() -> T) -> T {
    speech(Speech { speaker, actor: None }, speak)
}

/// Runs `work` of the actor `speaker`, whose type has the name that `name` gives: what it sends has
/// that sender, and what it logs is its own.
#[inline]
pub(crate) fn working<T>(
    speaker: ActorId,
    name: fn() -> &'static str,
    work: impl FnOnce() -> T,
) -> T {
    speech(Speech { speaker, actor: Some(name) }, work)
}

#[inline]
fn speech<T>(speech: Speech, speak: impl FnOnce() -> T) -> T {
    struct Restore(Option<Speech>);
    impl Drop for Restore {
        fn drop(&mut self) {
            SPEAKER.set(self.0);
        }
    }
    let _restore = Restore(SPEAKER.replace(Some(speech)));
    speak()
}

/// Runs `write`, which writes a message for `process`.
#[inline]
pub(crate) fn writing_for<T>(process: ProcessId, write: impl FnOnce() -> T) -> T {
    struct Restore(Option<ProcessId>);
    impl Drop for Restore {
        fn drop(&mut self) {
            DESTINATION.set(self.0);
        }
    }
    let _restore = Restore(DESTINATION.replace(Some(process)));
    write()
}

/// The process for which a message is being written: from now on it holds what the message carries.
pub(crate) fn destination() -> Option<ProcessId> {
    DESTINATION.get()
}

/// Who sends what is sent now: the actor whose handler runs, else the host's outside.
#[inline]
pub(crate) fn speaker(host: &Arc<dyn Host>) -> ActorId {
    SPEAKER.get().map_or_else(|| host.outside(), |speech| speech.speaker)
}

/// The actor that is at work on this thread, and the name of its type.
pub(crate) fn at_work() -> Option<(ActorId, &'static str)> {
    let speech = SPEAKER.try_with(std::cell::Cell::get).ok()??;
    Some((speech.speaker, speech.actor?()))
}
