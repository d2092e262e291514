//! The attributes of this crate among those of others, in any order.

use actors::prelude::*;

#[derive(PartialEq)]
#[message(name = "order.Add")]
#[non_exhaustive]
struct Add(u64);

#[message]
#[derive(Clone, Debug, PartialEq)]
struct Both(u64);

#[derive(Default)]
struct Counter(u64);

/// Above and below.
#[allow(dead_code)]
#[actor]
#[require_capability("disk")]
#[allow(unused_variables)]
#[require_capability("zone", "eu")]
#[doc(hidden)]
impl Counter {
    #[inline]
    #[handler]
    #[allow(clippy::needless_pass_by_value)]
    /// Adds.
    fn add(&mut self, #[allow(unused)] add: Add, ctx: &mut Context<Self>) -> u64 {
        self.0
    }

    #[must_use]
    #[handler(retry = false)]
    #[cold]
    fn both(&mut self, both: Both) -> bool {
        both == Both(self.0)
    }

    #[capability_check]
    #[inline]
    fn fits(_: &Capabilities, _: &Requirements) -> bool {
        true
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::builder(Base::Simple)
        .capability("disk", true)
        .capability("zone", "eu")
        .start()
        .await?;
    let counter = system.create::<Counter>(()).await?;
    assert_eq!(counter.ask(Add(1)).await?, 0);
    assert!(counter.ask(Both(0)).await?);
    system.shutdown().await
}
