//! What the attributes write. Nothing here is for users, and any of it may change.

pub use std::{
    borrow::Cow,
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

pub use linkme;
pub use serde;

pub use crate::{
    actor::{
        any::AnyMessage,
        apart::Apart,
        capability::{RequiredValue, Requirement},
        context::Context,
        error::Failure,
        kind::{Handled, Kind, KindOf, Known, MESSAGES},
        message::{Message, Portable, Reply},
        options::{OnPanic, Options, Placement},
        ready::{Readiness, Readying},
        registered::{ACTORS, Registered},
        reply::{AnyReply, Promises, ReplyPort, ReplyTo},
        system::ActorExitRequest,
        traits::{
            Actor, Dispatch, Envelope, Flow, Handles, InitError, Itself, Kept, Runs, Sealed,
            SealedAny, SentTo, Slot, Undecoded, With,
        },
        transient::{Since, Transient},
        troupe::{TroupeCounts, TroupeError, TroupeSettings, TroupeStatus, UpdateTroupeSettings},
    },
    base::process::entry::enter,
    wire::{Bytes, CodecError, WireId},
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
    Announced, Case, Copied, Field, KeyedField, Read, Running, SentField, Shown, Startable,
    Startup, Turned, Unable, UnableCase, UnableRunning, UnableStartup, UnableTurned, Value,
    Written, name_with,
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
    let runtime = runtime.expect("the machine has threads and descriptors left");
    runtime.block_on(async {
        let output = future.await;
        crate::base::process::farewell::farewell().await;
        output
    })
}
