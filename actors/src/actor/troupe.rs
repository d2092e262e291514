//! The size of a troupe, and what is said to its manager.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    id::ActorId,
    message::{Message, Portable, plain_reply},
    reply::ReplyPlace,
    std_messages::portable,
};
use crate::wire::{CodecError, WireId, codec};

/// How many workers a troupe has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroupeSettings {
    /// The most workers.
    pub max: u32,
    /// The workers that stay when there is nothing to do.
    pub idle: u32,
}

/// Changes the size of a troupe while it runs. The answer is what holds from then on.
///
/// A larger `max` counts at once for the messages that wait. With a smaller one workers go: idle
/// ones at once, the others when they are done.
///
/// ```
/// use actors::{TroupeSettings, TroupeStatus, UpdateTroupeSettings, prelude::*};
///
/// #[message]
/// struct Double(u32);
///
/// #[derive(Default)]
/// struct Worker;
///
/// #[actor]
/// #[troupe(max = 2)]
/// impl Worker {
///     #[handler]
///     fn double(&mut self, Double(n): Double) -> u32 {
///         n * 2
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let troupe = system.create::<Worker>(()).await?;
/// let settings = troupe.ask(UpdateTroupeSettings { max: 8, idle: 2 }).await?;
/// assert_eq!(settings, TroupeSettings { max: 8, idle: 2 });
/// assert!(troupe.ask(UpdateTroupeSettings { max: 0, idle: 0 }).await.is_err());
/// assert_eq!(troupe.ask(Double(4)).await?, 8);
/// assert_eq!(troupe.ask(TroupeStatus).await?.settings.max, 8);
/// system.shutdown().await
/// # }
/// ```
///
/// # Errors
/// [`TroupeError`], when a size is zero or more workers were to be idle than there may be; then
/// nothing is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateTroupeSettings {
    /// The most workers, from 1 up.
    pub max: u32,
    /// The workers that stay when there is nothing to do, from 1 to `max`.
    pub idle: u32,
}

/// Asks a troupe how it fares. The answer is [`TroupeCounts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroupeStatus;

/// What a troupe answers to [`TroupeStatus`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TroupeCounts {
    /// The sizes that hold.
    pub settings: TroupeSettings,
    /// The workers that there are: those that start, work, have nothing to do, or are leaving.
    pub workers: u32,
    /// Those of them that have nothing to do.
    pub idle: u32,
    /// Those of them that work.
    pub busy: u32,
    /// The messages that wait for a worker.
    pub waiting: u32,
    /// The messages that workers are done with, since the troupe was made.
    pub handled: u64,
    /// The messages that were given to another worker because theirs died.
    pub retried: u64,
    /// The messages that were given up because two workers died of them.
    pub poisoned: u64,
    /// The workers that died.
    pub died: u64,
}

/// Why a troupe can't have a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TroupeError {
    /// One of the sizes is zero.
    #[error(
        "a troupe has at least one worker, and keeps at least one: `max` and `idle` are 1 or more"
    )]
    Zero,
    /// More workers were to be idle than there may be.
    #[error("{idle} workers can't be idle in a troupe of at most {max}")]
    IdleAboveMax {
        /// The workers that were to stay.
        idle: u32,
        /// The most workers.
        max: u32,
    },
}

impl TroupeSettings {
    /// The sizes, if a troupe can have them.
    pub(crate) fn checked(max: u32, idle: u32) -> Result<Self, TroupeError> {
        match (max, idle) {
            (0, _) | (_, 0) => Err(TroupeError::Zero),
            _ if idle > max => Err(TroupeError::IdleAboveMax { idle, max }),
            _ => Ok(Self { max, idle }),
        }
    }
}

portable! {
    [] TroupeSettings, "actors.TroupeSettings";
    [] UpdateTroupeSettings, "actors.UpdateTroupeSettings";
    [] TroupeStatus, "actors.TroupeStatus";
    [] TroupeCounts, "actors.TroupeCounts";
    [] TroupeError, "actors.TroupeError";
}

plain_reply! { [] TroupeSettings, [] TroupeCounts }

/// Whether the message is for the manager of a troupe, and not for its workers.
pub(crate) fn is_for_manager(wire: WireId) -> bool {
    wire == UpdateTroupeSettings::WIRE || wire == TroupeStatus::WIRE
}

/// Names one piece of work among those that a manager has given out; never zero.
pub(crate) type Job = std::num::NonZeroU32;

/// A message that a manager gives to a worker in its own process; the worker gives it back if it
/// dies of it.
pub(crate) struct Work<E> {
    pub(crate) job: Job,
    pub(crate) envelope: E,
}

/// A message that a manager gives to a worker in another process.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Errand {
    pub(crate) job: Job,
    pub(crate) sender: Option<ActorId>,
    pub(crate) wire: u64,
    pub(crate) body: Vec<u8>,
    pub(crate) reply: Option<ReplyPlace>,
}
