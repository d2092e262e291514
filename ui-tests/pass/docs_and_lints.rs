//! What is written about a handler stays with it: docs, and what is allowed and denied.

#![deny(missing_docs, unused_must_use, clippy::unwrap_used)]

use actors::prelude::*;

/// How much there is.
#[message]
pub struct Get;

/// Counts.
#[derive(Default)]
pub struct Counter(u64);

/// The handlers.
#[actor]
impl Counter {
    /// Answers how much there is.
    ///
    /// ```text
    /// counter.ask(Get)
    /// ```
    #[handler]
    #[must_use]
    pub fn get(&mut self, _: Get) -> u64 {
        self.0
    }

    /// Takes one away.
    #[handler]
    #[deprecated = "add is better"]
    #[allow(clippy::unwrap_used)]
    pub fn take(&mut self, _: ()) -> u64 {
        self.0.checked_sub(1).unwrap()
    }

    #[expect(missing_docs)]
    #[handler]
    pub fn text(&mut self, _: String) {}
}

fn main() {
    assert_eq!(Counter(3).get(Get), 3);
}
