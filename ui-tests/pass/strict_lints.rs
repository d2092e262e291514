//! The strictest lints of users have nothing to say.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(unused, unused_qualifications, unused_results, single_use_lifetimes, trivial_casts)]
#![deny(nonstandard_style, future_incompatible, let_underscore_drop, elided_lifetimes_in_paths)]
#![deny(non_local_definitions, rust_2018_idioms, explicit_outlives_requirements)]
#![deny(missing_abi, meta_variable_misuse, redundant_lifetimes, unused_import_braces)]
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
        core::future::ready(()).await;
        self.total = self.total.wrapping_add(1);
        reply.send(private.text.clone());
    }

    #[handler]
    #[deprecated = "still handled"]
    const fn old(&mut self, (): ()) {
        self.total = 0;
    }

    #[handler]
    fn exit(&mut self, request: ActorExitRequest) -> bool {
        self.total = self.total.wrapping_mul(2);
        drop(request.to_string());
        request.is_recursive()
    }

    #[handler(fallback)]
    fn other(&mut self, message: &AnyMessage, ctx: &mut Context<Self>) {
        self.total = 0;
        ctx.forward(&ctx.sender());
        drop(format!("{message:?}"));
    }
}

/// A generic actor.
#[derive(Debug, Default)]
pub struct Generic<T> {
    value: Option<T>,
}

#[actor(process = "creator")]
#[init_messages(Wrapped<T>)]
impl<T: Portable> Generic<T> {
    #[init]
    fn new(value: T, _: Local) -> Result<Self, core::fmt::Error> {
        if size_of::<T>() == 0 { Err(core::fmt::Error) } else { Ok(Self { value: Some(value) }) }
    }

    #[handler]
    fn get(&mut self, _: Local) {
        self.value = None;
    }

    #[handler]
    fn wrapped(&mut self, Wrapped(value): Wrapped<T>) {
        self.value = Some(value);
    }

    #[on_ready]
    fn ready(&self) -> Result<(), core::fmt::Error> {
        self.value.as_ref().map(drop).ok_or(core::fmt::Error)
    }
}

#[actors::main]
async fn main() {
    core::future::ready(()).await;
}
