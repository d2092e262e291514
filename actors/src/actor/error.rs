//! What can go wrong between the one who sends and the actor that is meant.

use std::{convert::Infallible, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    message::{Message, Portable, plain_reply},
    troupe::TroupeError,
};
use crate::wire::{CodecError, WireId, codec};

/// Why an actor ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ExitReason {
    /// Somebody, perhaps the actor itself, asked it to.
    Requested,
    /// A handler panicked, and the actor is declared with `on_panic = "stop"`; or it could not be
    /// restarted.
    Failed(String),
    /// It could not be started: its `#[init]` failed, or its `#[on_ready]`.
    NotStarted(String),
    /// Its process was killed by this signal.
    Killed(i32),
    /// Its process ended with this status without having been asked to.
    Crashed(i32),
    /// Its system was shut down.
    SystemShutdown,
    /// Its process, or its system, can't be reached and is given up.
    Gone,
    /// Its system no longer has what it requires; this is missing.
    CapabilityLost(String),
}

impl ExitReason {
    /// Whether it ended against everybody's will: it failed, could not be started, or its process
    /// ended under it.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        match self {
            Self::Failed(_) | Self::NotStarted(_) => true,
            Self::Requested | Self::SystemShutdown | Self::CapabilityLost(_) => false,
            Self::Killed(_) | Self::Crashed(_) | Self::Gone => true,
        }
    }

    /// Whether its process ended under it.
    pub(crate) const fn is_loss(&self) -> bool {
        matches!(self, Self::Killed(_) | Self::Crashed(_) | Self::Gone)
    }
}

impl fmt::Display for ExitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requested => f.write_str("asked to exit"),
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::NotStarted(why) => write!(f, "could not be started: {why}"),
            Self::Killed(signal) => write!(f, "its process was killed by signal {signal}"),
            Self::Crashed(status) => write!(f, "its process ended with status {status}"),
            Self::SystemShutdown => f.write_str("the system was shut down"),
            Self::Gone => f.write_str("it is gone"),
            Self::CapabilityLost(missing) => write!(f, "its system no longer has {missing}"),
        }
    }
}

impl Message for ExitReason {
    const NAME: &'static str = "actors.ExitReason";
    const WIRE: WireId = WireId::of(Self::NAME);

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::write(Self::NAME, self, out)
    }

    fn decode(body: &[u8]) -> Result<Self, CodecError> {
        codec::read(Self::NAME, body)
    }

    fn duplicate(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl Portable for ExitReason {}

plain_reply! { [] ExitReason }

/// Why an ask has no answer, as it travels back to the asker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The actor has no handler for the message.
    Unhandled {
        /// The wire name of the message.
        message: String,
        /// The name of the actor.
        actor: String,
    },
    /// The actor has ended.
    Ended(ExitReason),
    /// The handler panicked, and at the second try again if there was one.
    Poisoned(String),
    /// The actor took the message and let the answer fall.
    NoReply,
    /// The answer is not of the type that was asked for.
    WrongReply {
        /// The wire name of what was waited for.
        expected: String,
        /// The wire name of what came.
        found: String,
    },
    /// The message or its answer could not be written or read.
    Codec(String),
    /// The actor waits for these, and holds no more messages until they have come.
    NotReady(Vec<String>),
}

/// Why an [`ask`](crate::Address::ask) has no answer.
///
/// `E` is the error of the handler, [`Infallible`] where it returns no `Result`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AskError<E = Infallible> {
    /// The handler answered with this error. The actor is well.
    Handler(E),
    /// No answer came in this time. The message may still be handled; a late answer is counted as
    /// a dead letter.
    Timeout(Duration),
    /// The actor has ended, before or while it had the message.
    Ended(ExitReason),
    /// The actor has no handler for this message.
    Unhandled {
        /// The wire name of the message.
        message: String,
        /// The name of the actor.
        actor: String,
    },
    /// The handler panicked, and at the second try again if there was one; this is what it said.
    Poisoned(String),
    /// The actor let its [`ReplyTo`](crate::ReplyTo) fall without an answer.
    NoReply,
    /// The answer is of another type than the one that is waited for.
    WrongReply {
        /// The wire name of what was waited for.
        expected: String,
        /// The wire name of what came.
        found: String,
    },
    /// The message or its answer could not be written or read.
    Codec(String),
    /// A call that waits was made in async code.
    InRuntime(InRuntime),
    /// The actor waits for its first messages, see `#[init_messages]`, and holds as many others as
    /// it may until then: as many as its mailbox has room for.
    NotReady {
        /// The wire names of the messages that it waits for.
        waits_for: Vec<String>,
    },
}

/// A call of [`blocking`](crate::blocking) was made in async code, where it would keep the thread
/// of all other tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error(
    "a call of `actors::blocking` waits, and this is async code, which must not; use \
     `actors::ActorSystem` and `.await` here, or make the call in a thread of its own \
     (`std::thread::spawn`)"
)]
pub struct InRuntime;

impl<E> From<InRuntime> for AskError<E> {
    fn from(error: InRuntime) -> Self {
        Self::InRuntime(error)
    }
}

impl<E> From<Failure> for AskError<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unhandled { message, actor } => Self::Unhandled { message, actor },
            Failure::Ended(reason) => Self::Ended(reason),
            Failure::Poisoned(panic) => Self::Poisoned(panic),
            Failure::NoReply => Self::NoReply,
            Failure::WrongReply { expected, found } => Self::WrongReply { expected, found },
            Failure::Codec(why) => Self::Codec(why),
            Failure::NotReady(waits_for) => Self::NotReady { waits_for },
        }
    }
}

impl<E: fmt::Display> fmt::Display for AskError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler(error) => error.fmt(f),
            Self::Timeout(time) => write!(f, "no answer within {time:?}"),
            Self::Ended(reason) => write!(f, "the actor has ended: {reason}"),
            Self::Unhandled { message, actor } => {
                write!(f, "`{actor}` has no handler for `{message}`")
            }
            Self::Poisoned(panic) => write!(f, "the handler panicked: {panic}"),
            Self::NoReply => f.write_str("the actor took the message and gave no answer"),
            Self::WrongReply { expected, found } => {
                write!(f, "waited for a `{expected}`, and `{found}` came")
            }
            Self::Codec(why) => f.write_str(why),
            Self::InRuntime(error) => error.fmt(f),
            Self::NotReady { waits_for } => {
                let names = waits_for.join(", ");
                write!(f, "the actor waits for {names}, and holds no more messages until then")
            }
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for AskError<E> {}

/// Why a [`tell`](crate::Address::tell) did not leave.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum TellError {
    /// The message can't be written for another process.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// A call that waits was made in async code.
    #[error(transparent)]
    InRuntime(#[from] InRuntime),
}

/// Why a [`try_tell`](crate::Address::try_tell) did not leave, with the message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TryTellError<M> {
    /// The mailbox is full.
    Full(M),
    /// The actor has ended.
    Ended(M, ExitReason),
    /// The message can't be written for another process.
    Codec(M, String),
}

impl<M> TryTellError<M> {
    /// The message.
    pub fn into_message(self) -> M {
        match self {
            Self::Full(message) | Self::Ended(message, _) | Self::Codec(message, _) => message,
        }
    }
}

impl<M> fmt::Display for TryTellError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(_) => f.write_str("the mailbox is full"),
            Self::Ended(_, reason) => write!(f, "the actor has ended: {reason}"),
            Self::Codec(_, why) => f.write_str(why),
        }
    }
}

impl<M: fmt::Debug> std::error::Error for TryTellError<M> {}

/// Why an actor could not be created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CreateError {
    /// The actor's `#[init]` failed or panicked.
    #[error("`{actor}` could not be started: {reason}")]
    Init {
        /// The name of the actor.
        actor: String,
        /// What it said.
        reason: String,
    },
    /// No process could be started for it.
    #[error("no process could be started for `{actor}`: {reason}")]
    Process {
        /// The name of the actor.
        actor: String,
        /// What went wrong, and what to do.
        reason: String,
    },
    /// The executable does not know an actor of this name.
    #[error(
        "`{actor}` is not known in `{executable}`; an actor with type parameters must be registered \
         for processes: `actors::register!({actor})`"
    )]
    Unknown {
        /// The name of the actor.
        actor: String,
        /// The executable.
        executable: String,
    },
    /// The name belongs to an actor of another type.
    #[error("the name `{name}` belongs to a `{found}`, not to a `{actor}`")]
    NameTaken {
        /// The name.
        name: String,
        /// The type of the actor that has it.
        found: String,
        /// The type that was to be created.
        actor: String,
    },
    /// No system has the capabilities that the actor requires.
    #[error("no compatible system for `{actor}`: {missing}")]
    NoCompatibleSystem {
        /// The name of the actor.
        actor: String,
        /// What is required and not there.
        missing: String,
    },
    /// The troupe can't have this size.
    #[error("`{actor}` can't be such a troupe: {reason}")]
    Troupe {
        /// The name of the actor.
        actor: String,
        /// What is wrong with the size.
        reason: TroupeError,
    },
    /// What was asked of it when it was made can't be had together.
    #[error("`{actor}` can't be a troupe and transient: a troupe dismisses its workers by itself")]
    Combination {
        /// The name of the actor.
        actor: String,
    },
    /// The arguments can't be written for another process.
    #[error("the arguments of `{actor}` can't travel: {reason}")]
    Arguments {
        /// The name of the actor.
        actor: String,
        /// What the serialiser says.
        reason: String,
    },
    /// It took longer than allowed.
    #[error("`{actor}` was not ready within {after:?}")]
    Timeout {
        /// The name of the actor.
        actor: String,
        /// The time allowed.
        after: Duration,
    },
    /// The system is shut down, or can't be reached any more.
    #[error("the system is shut down")]
    SystemShutdown,
    /// A call that waits was made in async code.
    #[error(transparent)]
    InRuntime(#[from] InRuntime),
}

/// Any error of the framework or of a user: what [`actors::Result`](crate::Result) carries.
///
/// It prints the whole chain of sources, so that an error that ends `main` can be read.
pub struct Error(Box<dyn std::error::Error + Send + Sync>);

impl Error {
    /// An error that says `message`.
    pub fn message(message: impl Into<String>) -> Self {
        Self(message.into().into())
    }

    /// The error itself.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The result of `main`, and of anything that may fail in any way.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;
