//! Actors as processes: an admin that keeps the books, zygotes that double themselves into actor
//! processes, and links between all of them.

mod account;
pub(crate) mod admin;
pub(crate) mod beyond;
pub(crate) mod boot;
pub(crate) mod calls;
pub(crate) mod confluence;
pub(crate) mod doorway;
mod doubles;
pub(crate) mod entry;
pub(crate) mod farewell;
pub(crate) mod folder;
pub(crate) mod greet;
pub(crate) mod host;
pub(crate) mod inbound;
pub(crate) mod join;
pub(crate) mod lane;
pub(crate) mod log;
mod lost;
pub(crate) mod network;
pub(crate) mod peer;
mod relay;
pub(crate) mod sys;
pub(crate) mod zygote;

use std::panic::resume_unwind;

use tokio::runtime::Runtime;

/// Runs `life` to its end, as a task: what wakes a task from the same thread is a note, and what
/// wakes the future of `block_on` itself is a system call, and an event of the event loop.
fn run_life<T: Send + 'static>(
    runtime: &Runtime,
    life: impl Future<Output = T> + Send + 'static,
) -> T {
    let ended = runtime.block_on(async { tokio::spawn(life).await });
    ended.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}
