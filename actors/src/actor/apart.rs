//! Handlers that block work in a thread of their own. How they do is compiled only for actors that
//! have one.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use super::{
    context::Context,
    error::ExitReason,
    local::Local,
    traits::{Flow, Runs},
};

/// What of an actor is at work.
pub(crate) struct Parts<A: Runs> {
    pub(crate) me: Arc<Local<A::Envelope>>,
    pub(crate) ctx: Context<A>,
    /// Nothing until it is built.
    pub(crate) actor: Option<A>,
    /// The message that is handled.
    pub(crate) envelope: Option<A::Envelope>,
}

/// How an `A` handles messages in a thread of their own.
pub struct Apart<A: Runs>(pub(crate) Run<A>);

/// Lets the handler of the message that is in its place work.
pub(crate) type Run<A> = for<'a> fn(&'a mut Parts<A>) -> Handling<'a>;

/// A message being handled.
pub(crate) type Handling<'a> = Pin<Box<dyn Future<Output = Result<Flow, Unfinished>> + Send + 'a>>;

/// What a panic said, and where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panic(pub(crate) String);

/// Why a handler, or the building of an actor, did not come to its end.
#[derive(Debug)]
pub(crate) enum Unfinished {
    Panicked(Panic),
    /// The system does not wait for it any longer.
    Stopped(ExitReason),
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(panic) => f.write_str(&panic.0),
            Self::Stopped(reason) => reason.fmt(f),
        }
    }
}

impl<A: Runs> fmt::Debug for Apart<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Apart")
    }
}
