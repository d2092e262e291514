//! What actors are made of, whatever their type.

use std::sync::Arc;

use super::spawn::{Birth, spawn};
use crate::{
    actor::{
        capability::{self, Capabilities, Requirements},
        host::Host,
        local::AnyLocal,
        options::Placement,
        registered::WhenReady,
        traits::Actor,
    },
    wire::CodecError,
};

/// What an actor is made of. What is done with it is compiled once, and not for each actor.
pub(crate) trait AnySeed: Send {
    /// A second one.
    fn copy(&self) -> Box<dyn AnySeed>;
    fn name(&self) -> &'static str;
    fn placement(&self) -> Placement;
    /// What the system has not that the actor needs.
    fn missing(&self, capabilities: &Capabilities, wanted: &Requirements) -> Option<String>;
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError>;
    /// Makes it here.
    fn spawn(
        self: Box<Self>,
        host: &Arc<dyn Host>,
        birth: Birth,
        ready: WhenReady,
    ) -> Arc<dyn AnyLocal>;
}

/// The arguments of an `A`.
pub(crate) struct Seed<A: Actor>(pub(crate) A::Args);

impl<A: Actor> AnySeed for Seed<A> {
    fn copy(&self) -> Box<dyn AnySeed> {
        Box::new(Self(self.0.clone()))
    }

    fn name(&self) -> &'static str {
        A::name()
    }

    fn placement(&self) -> Placement {
        A::OPTIONS.placement
    }

    fn missing(&self, capabilities: &Capabilities, wanted: &Requirements) -> Option<String> {
        capability::missing::<A>(capabilities, wanted)
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        A::encode_args(&self.0, out)
    }

    fn spawn(
        self: Box<Self>,
        host: &Arc<dyn Host>,
        birth: Birth,
        ready: WhenReady,
    ) -> Arc<dyn AnyLocal> {
        spawn::<A>(host, birth, self.0, Some(ready))
    }
}
