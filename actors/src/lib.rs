//! Typed actors, in one process or in many, without a changed line.

extern crate self as actors;

mod actor;
mod base;
mod engine;
pub mod log;
#[expect(unsafe_code, reason = "the list that `#[message]` adds each message to is a link section")]
pub mod patterns;
mod protocol;
mod queue;
mod run;
mod system;
pub mod testing;
mod transport;
mod wire;

pub use actor::{
    address::{Address, WrongActor},
    any::AnyMessage,
    ask::Ask,
    attach::{Attached, StreamEnded, WatchMessage},
    capability::{Capabilities, CapabilityValue, Requirements, Value},
    clock::Clock,
    context::Context,
    delivery::Delivery,
    error::{AskError, CreateError, Error, ExitReason, InRuntime, Result, TellError, TryTellError},
    host::DeadReason,
    kind::{Handled, KindOf},
    message::{Message, Portable, Reply},
    ready::Waiting,
    recipient::{Addressed, AnyAddress, Recipient, Target},
    reply::ReplyTo,
    restart::{Restart, Restarts},
    status::{ActorStatus, Busy, MailboxStatus, StatusRequest},
    system::{
        ActorExitRequest, ActorExited, ChildActorExited, ChildActorRestarted, DeadEnvelope,
        PoisonMessage, WakeupMessage,
    },
    tell::Tell,
    tell_any::TellAny,
    time::Wakeup,
    traits::{Actor, Dispatch, Handles, InitError, SentTo},
    troupe::{TroupeCounts, TroupeError, TroupeSettings, TroupeStatus, UpdateTroupeSettings},
};
pub use base::process::join::JoinError;
pub use protocol::admin::ProcessStatus;
pub use system::blocking;
pub use system::{
    builder::{Builder, ProcessStartup, StartError, UnknownStartup},
    config::{Config, ConfigError, Levels, Setting, Size, Source, TimeLimit},
    create::Create,
    endpoint::Endpoint,
    handle::ActorSystem,
    kind::{Base, BaseChoice, SimpleBase, UnknownBase},
    status::{ProcessEntry, SystemStatus},
};
pub use wire::CodecError;

// The compiler speaks of these to users, so they have a name here.
#[doc(hidden)]
pub use actor::{
    ready::Readiness,
    registered::Registered,
    traits::{Flow, Itself, Runs},
    written::{Awaited, Field, KeyedField, PartOfResult, SentField, Startable},
};

/// Makes a struct an actor: stands above the `impl` block that has its handlers.
///
/// ```
/// use actors::prelude::*;
///
/// #[message]
/// struct Add(u64);
///
/// #[derive(Default)]
/// struct Counter {
///     total: u64,
/// }
///
/// #[actor(on_panic = "resume", mailbox = 64)]
/// impl Counter {
///     #[handler]
///     fn add(&mut self, Add(n): Add) -> u64 {
///         self.total += n;
///         self.total
///     }
/// }
///
/// #[actors::main]
/// async fn main() -> actors::Result {
///     let system = ActorSystem::start(Base::Simple).await?;
///     let counter = system.create::<Counter>(()).await?;
///     assert_eq!(counter.ask(Add(2)).await?, 2);
///     system.shutdown().await
/// }
/// ```
///
/// # In its brackets
/// - `on_panic = "restart"`, the default: after a panic the actor is built again from its
///   arguments; with `"resume"` it goes on with the state that it has; with `"stop"` it ends.
/// - `process = "own"`, the default: on the bases that have processes it has one of its own; with
///   `"group:NAME"` it shares one with the other actors of the group; with `"creator"` it lives
///   where it is created, and may handle local messages.
/// - `mailbox = 1024`: how many messages may wait.
/// - `name = "poll.Counter"`: the name under which other processes know the type; without it, the
///   module and the name of the type.
/// - `crate = renamed`: this crate, where it has another name.
///
/// # On its functions
/// - `#[handler]`: a method that takes a message, by value, by reference or taken apart by a
///   pattern; after it `ctx: &mut Context<Self>` and a [`ReplyTo`], if it wants them. It may be
///   `async`. What it returns is the answer. With `#[handler(retry = false)]` the message is not
///   cloned for a second try after a panic; `#[handler(fallback)]` takes, as an [`AnyMessage`],
///   what no other handler takes. `#[handler(blocking)]` is not async, and may block: it works in
///   a thread of its own, and its actor handles nothing else meanwhile.
/// - `#[init]`: builds the actor, from parameters that are what `create` and `spawn` want, and a
///   context if it wants one. It may be `async` and return a `Result`. Without it `Default`
///   builds the actor.
/// - `#[on_ready]`: runs once, when each message of `#[init_messages]` has come and before others
///   are handled; with a context if it wants one. It may be `async`; an `Err` that it returns ends
///   the actor, as one that could not be started.
/// - `#[capability_check]`: any further rule about where the actor may run.
///
/// # Below it
/// - `#[require_capability("disk")]`, `#[require_capability("zone", "eu")]`: what its system must
///   have.
/// - `#[troupe(max = 10, idle = 2)]`: as many workers as there is work for.
/// - `#[transient(after = "10s")]`: it ends so long after its first message;
///   `#[transient_idle(after = "10s")]`: after its last.
/// - `#[init_messages(Database, Settings)]`: until each of these has come, which are messages of
///   handlers of the block, all others are held, in their order.
///
/// None of these needs to be imported.
pub use actors_macros::actor;

// They need not be imported: `#[actor]` reads them. One who imports them by name is told that, and
// not that there are none.
#[doc(hidden)]
pub use actors_macros::{
    capability_check, handler, init, require_capability, transient, transient_idle, troupe,
};

/// Runs `main`, on a runtime of its own.
///
/// The same executable is also started as the admin and as the actors' processes of a system, and
/// this line sends it there.
///
/// ```
/// #[actors::main(worker_threads = 2)]
/// async fn main() -> actors::Result {
///     Ok(())
/// }
/// ```
///
/// # In its brackets
/// - `flavor = "current_thread"`: everything runs on the thread that is there.
/// - `worker_threads = 4`: so many threads instead of one for each core.
/// - `crate = renamed`: this crate, where it has another name.
pub use actors_macros::main;

/// Makes a struct or an enum a message: something that can be said to an actor, or answered.
///
/// It adds `Clone`, `Debug`, `serde::Serialize` and `serde::Deserialize`, but for those that are
/// derived below it. A field that can't be shown is left out by `Debug`. Fields may have serde's
/// attributes; a field may be added under serde's rules without breaking older peers.
///
/// ```
/// use actors::prelude::*;
///
/// #[message(name = "poll.Vote")]
/// #[derive(PartialEq)]
/// struct Vote {
///     question: String,
///     #[serde(default)]
///     answers: Vec<u32>,
/// }
/// # fn main() {}
/// ```
///
/// # In its brackets
/// - `name = "poll.Vote"`: the name under which other processes know the type; without it, the
///   module and the name of the type.
/// - `is_a = Event`: the message is a kind of `Event`, and an actor without a handler for it handles
///   it as that; `is_a = [Alarm, Event]` for several, nearest first. Each wants an
///   `impl From<Vote> for Event`.
/// - `local`: the message stays in its process and may have any field that is `Send`. Only actors
///   that are placed with their creator may handle it. It is kept for a second try after a panic
///   if `Clone` is derived below.
/// - `crate = renamed`: this crate, where it has another name.
pub use actors_macros::message;

/// Runs an async test, on a runtime of its own with two threads. It takes the brackets of
/// [`main`](macro@main).
///
/// ```
/// #[actors::test]
/// async fn it_counts() {
///     assert_eq!(1 + 1, 2);
/// }
/// # fn main() {}
/// ```
pub use actors_macros::test;

/// Everything that a program with actors usually needs.
pub mod prelude {
    pub use actors_macros::{
        actor, capability_check, handler, init, init_messages, message, on_ready,
        require_capability, transient, transient_idle, troupe,
    };

    pub use crate::{
        ActorExitRequest, ActorExited, ActorSystem, Address, AnyAddress, AnyMessage, AskError,
        Base, Capabilities, ChildActorExited, ChildActorRestarted, Context, CreateError,
        DeadEnvelope, Dispatch, Endpoint, ExitReason, Message, PoisonMessage, Portable, Recipient,
        ReplyTo, Requirements, WakeupMessage,
    };
}

/// Registers an actor with type parameters for processes of its own, once for each type that it
/// is used with.
///
/// An actor without type parameters needs no registration. In one process no actor does.
///
/// ```
/// use actors::prelude::*;
///
/// struct Store<T> {
///     last: Option<T>,
/// }
///
/// #[actor]
/// impl<T: Portable + Clone> Store<T> {
///     #[init]
///     fn new() -> Self {
///         Self { last: None }
///     }
///
///     #[handler]
///     fn put(&mut self, value: T) -> Option<T> {
///         self.last.replace(value)
///     }
/// }
///
/// actors::register!(Store<String>);
/// actors::register!(Store<u64>);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! register {
    ($actor:ty) => {
        const _: () = {
            #[$crate::__private::linkme::distributed_slice($crate::__private::ACTORS)]
            #[linkme(crate = $crate::__private::linkme)]
            static ACTOR: $crate::__private::Registered =
                $crate::__private::Registered::new::<$actor>();
        };
    };
}

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(doctest)]
mod guide;
