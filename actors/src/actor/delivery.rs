//! `Delivery`: one step of a system that takes one after another.

use std::{borrow::Cow, fmt, time::Duration};

use super::recipient::AnyAddress;

/// A message that an actor got, as [`ActorSystem::trace`](crate::ActorSystem::trace) tells it.
///
/// Shown as text it has no numbers that differ from run to run: the same program with the same
/// seed shows the same row each time.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The virtual time at which the actor began to handle it.
    pub at: Duration,
    /// Who sent it, where somebody did.
    pub sender: Option<AnyAddress>,
    /// The actor.
    pub receiver: AnyAddress,
    /// The name of the actor's type.
    pub actor: &'static str,
    /// The wire name of the message.
    pub message: Cow<'static, str>,
}

impl Delivery {
    /// The name of the message without the module that it is from.
    #[must_use]
    pub fn short_message(&self) -> &str {
        self.message.rsplit("::").next().unwrap_or(&self.message)
    }

    /// The name of the actor's type without the module that it is from.
    #[must_use]
    pub fn short_actor(&self) -> &str {
        self.actor.rsplit("::").next().unwrap_or(self.actor)
    }
}

impl fmt::Display for Delivery {
    /// Such as `1.5s Counter 3.1 <- Add from 2.1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |address: &AnyAddress| {
            let id = address.id();
            format!("{}.{}", id.index, id.generation)
        };
        let (actor, message) = (self.short_actor(), self.short_message());
        write!(f, "{:?} {actor} {} <- {message}", self.at, number(&self.receiver))?;
        match &self.sender {
            Some(sender) => write!(f, " from {}", number(sender)),
            None => Ok(()),
        }
    }
}
