//! The strictest lints of users have nothing to say.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(unused, unused_qualifications, unused_results, single_use_lifetimes, trivial_casts)]
#![deny(nonstandard_style, future_incompatible, let_underscore_drop, elided_lifetimes_in_paths)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]

use actors::prelude::*;

/// A message.
#[message]
pub struct Add(u64);

/// A message with a parameter.
#[message]
pub struct Wrapped<T>(T);

/// Stays here.
#[message(local)]
#[derive(Clone, Debug)]
pub struct Local;

#[message]
struct Private {
    text: String,
}

/// An actor.
#[derive(Debug, Default)]
pub struct Counter {
    total: u64,
}

#[actor]
#[require_capability("disk")]
impl Counter {
    /// Adds.
    #[handler]
    const fn add(&mut self, Add(n): Add) -> u64 {
        self.total = self.total.saturating_add(n);
        self.total
    }

    #[handler]
    async fn private(&mut self, private: &Private, reply: ReplyTo<String>) {
        reply.send(private.text.clone());
    }

    #[handler]
    #[deprecated = "still handled"]
    const fn old(&mut self, (): ()) {
        self.total = 0;
    }

    #[handler]
    fn exit(&mut self, _: ActorExitRequest) -> u64 {
        self.total
    }

    #[handler(fallback)]
    fn other(&mut self, _: &AnyMessage, _: &mut Context<Self>) {
        self.total = 0;
    }
}

/// A generic actor.
#[derive(Debug, Default)]
pub struct Generic<T> {
    value: Option<T>,
}

#[actor(process = "creator")]
impl<T: actors::Portable> Generic<T> {
    #[init]
    fn new(value: T, _: Local) -> Result<Self, core::fmt::Error> {
        Ok(Self { value: Some(value) })
    }

    #[handler]
    fn get(&mut self, _: Local) {
        self.value = None;
    }

    #[handler]
    fn wrapped(&mut self, Wrapped(value): Wrapped<T>) {
        self.value = Some(value);
    }
}

#[actors::main]
async fn main() {}
