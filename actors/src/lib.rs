//! Typed actors, in one process or in many, without a changed line.

extern crate self as actors;

mod actor;
mod base;
mod engine;
mod protocol;
mod queue;
mod run;
mod system;
mod transport;
mod wire;

pub use actor::{
    address::{Address, WrongActor},
    any::AnyMessage,
    ask::Ask,
    capability::{Capabilities, Requirements, Value},
    context::{Context, Wakeup},
    error::{AskError, CreateError, Error, ExitReason, Result, TellError, TryTellError},
    host::DeadReason,
    message::{Message, Portable, Reply},
    recipient::{Addressed, AnyAddress, Recipient, Target},
    reply::ReplyTo,
    system::{
        ActorExitRequest, ActorExited, ChildActorExited, DeadEnvelope, PoisonMessage, WakeupMessage,
    },
    tell::Tell,
    traits::{Actor, Handles, InitError, SentTo},
};
pub use base::process::join::JoinError;
pub use protocol::admin::ProcessStatus;
pub use system::{
    builder::{Builder, ProcessStartup, StartError, UnknownStartup},
    create::Create,
    endpoint::Endpoint,
    handle::ActorSystem,
    kind::{Base, UnknownBase},
};
pub use wire::CodecError;

// The compiler speaks of these to users, so they have a name here.
#[doc(hidden)]
pub use actor::{
    traits::Flow,
    written::{Field, Startable},
};

pub use actors_macros::{actor, main, message, test};

/// Everything that a program with actors usually needs.
pub mod prelude {
    pub use actors_macros::{
        actor, capability_check, handler, init, message, require_capability, troupe,
    };

    pub use crate::{
        ActorExitRequest, ActorExited, ActorSystem, Address, AnyAddress, AnyMessage, AskError,
        Base, Capabilities, ChildActorExited, Context, CreateError, DeadEnvelope, Endpoint,
        ExitReason, PoisonMessage, Recipient, ReplyTo, Requirements, WakeupMessage,
    };
}

/// What the attributes write. Nothing here is for users, and any of it may change.
#[doc(hidden)]
pub mod __private {
    pub use std::{
        borrow::Cow,
        string::{String, ToString},
        vec::Vec,
    };

    pub use linkme;
    pub use serde;

    pub use crate::{
        actor::{
            any::AnyMessage,
            capability::{RequiredValue, Requirement},
            context::Context,
            error::Failure,
            message::{Message, Portable, Reply},
            options::{OnPanic, Options, Placement, Troupe},
            registered::{ACTORS, Registered},
            reply::{AnyReply, Promises, ReplyPort, ReplyTo},
            system::ActorExitRequest,
            traits::{Actor, Envelope, Flow, Handles, InitError, Kept, SentTo, Undecoded},
        },
        base::process::entry::enter,
        wire::{CodecError, WireId},
    };

    /// Writes a value for another process.
    ///
    /// # Errors
    /// When it refuses, or is too large.
    #[inline]
    pub fn encode<T: serde::Serialize>(value: &T, out: &mut Vec<u8>) -> Result<(), CodecError> {
        crate::wire::codec::write(std::any::type_name::<T>(), value, out)
    }

    /// Reads a value from another process.
    ///
    /// # Errors
    /// When the bytes are something else.
    #[inline]
    pub fn decode<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, CodecError> {
        crate::wire::codec::read(std::any::type_name::<T>(), body)
    }

    pub use crate::actor::written::{
        Case, Copied, Field, Read, Shown, Startable, Unable, UnableCase, Value, Written, name_with,
    };

    /// The threads of a runtime.
    #[derive(Debug, Clone, Copy)]
    pub enum Threads {
        /// A worker for each core.
        EachCore,
        /// So many workers.
        Workers(usize),
        /// The thread that is there.
        Current,
    }

    /// Runs `future` on a runtime of its own.
    ///
    /// # Panics
    /// When the runtime can't be started: the machine has no thread or no descriptor left.
    pub fn block_on<F: Future>(threads: Threads, future: F) -> F::Output {
        let mut builder = match threads {
            Threads::Current => tokio::runtime::Builder::new_current_thread(),
            Threads::EachCore | Threads::Workers(_) => tokio::runtime::Builder::new_multi_thread(),
        };
        if let Threads::Workers(workers) = threads {
            builder.worker_threads(workers);
        }
        let runtime = builder.enable_all().build();
        runtime.expect("the machine has threads and descriptors left").block_on(future)
    }
}

#[cfg(doctest)]
mod guide;
