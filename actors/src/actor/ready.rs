//! What an actor that waits for its first messages is given to say, and says of itself.

use std::{fmt, future::Future, pin::Pin, sync::Mutex};

use serde::{Deserialize, Serialize};

use super::{error::Error, traits::InitError};
use crate::queue::lock;

/// An actor getting ready.
pub type Readying<'a> = Pin<Box<dyn Future<Output = Result<(), InitError>> + Send + 'a>>;

/// What an `#[on_ready]` may return: nothing, or a result with nothing in it.
#[diagnostic::on_unimplemented(
    message = "an `#[on_ready]` can't return a `{Self}`",
    label = "neither `()` nor a `Result<(), …>`",
    note = "nobody asks an `#[on_ready]`: leave out what it returns, or return a `Result<(), …>`, \
            whose error ends the actor"
)]
pub trait Readiness {
    /// Why the actor can't begin, if it can't.
    ///
    /// # Errors
    /// The error of the user.
    fn told(self) -> Result<(), InitError>;
}

impl Readiness for () {
    fn told(self) -> Result<(), InitError> {
        Ok(())
    }
}

impl<E: Into<Error>> Readiness for Result<(), E> {
    fn told(self) -> Result<(), InitError> {
        self.map_err(InitError::new)
    }
}

/// What an actor with `#[init_messages]` waits for before it handles other messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Waiting {
    /// The wire names of the messages that have not come.
    pub messages: Vec<String>,
    /// How many other messages it holds until then; they do not count as waiting in its mailbox.
    pub held: u64,
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {} held", self.messages.join(", "), self.held)
    }
}

/// The same, as the actor notes it for those who ask.
#[derive(Debug, Default)]
pub(crate) struct Wants(Mutex<Option<(Vec<u32>, u64)>>);

impl Wants {
    /// The actor waits for messages of these kinds, and holds so many others.
    pub(crate) fn wait(&self, missing: &[u32], held: usize) {
        *lock(&self.0) = Some((missing.to_vec(), held as u64));
    }

    /// The actor waits for nothing more.
    pub(crate) fn clear(&self) {
        *lock(&self.0) = None;
    }

    /// What it waits for, where `name` gives the wire name of a kind.
    pub(crate) fn status(&self, name: impl Fn(u32) -> Option<String>) -> Option<Waiting> {
        let wants = lock(&self.0);
        let (missing, held) = wants.as_ref()?;
        let messages = missing.iter().filter_map(|kind| name(*kind)).collect();
        Some(Waiting { messages, held: *held })
    }
}
