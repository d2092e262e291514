//! A library as strict as can be, of the edition before, that has `actors` as `acts`.
#![deny(missing_docs, warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(missing_debug_implementations, unreachable_pub, unused_qualifications, unused_results)]
#![deny(elided_lifetimes_in_paths, single_use_lifetimes, non_local_definitions, trivial_casts)]
#![deny(rust_2018_idioms, rust_2024_compatibility, future_incompatible, nonstandard_style)]
#![forbid(unsafe_code)]

use acts::prelude::*;

/// Adds to the counter; the answer is the new total.
#[message(crate = acts)]
pub struct Add(pub u64);

/// What is kept under a name.
#[message(crate = acts)]
pub enum Change<T> {
    /// Puts it there.
    Put {
        /// The name.
        name: String,
        /// What is to be kept.
        value: T,
    },
    /// Takes all of it away.
    Clear,
}

/// Counts.
#[derive(Debug, Default)]
pub struct Counter {
    total: u64,
}

#[actor(crate = acts, mailbox = 64)]
impl Counter {
    /// Adds.
    #[handler]
    pub const fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        self.total
    }

    #[handler]
    async fn change(&self, change: &Change<u64>, ctx: &mut Context<Self>) -> Option<u64> {
        std::future::ready(()).await;
        match change {
            Change::Put { value, .. } => {
                ctx.send(&ctx.address(), Add(*value));
                Some(*value)
            }
            Change::Clear => None,
        }
    }
}

/// Makes a counter and asks it.
///
/// # Errors
/// When there is no system, or no answer.
pub async fn count() -> acts::Result<u64> {
    let system = ActorSystem::start(Base::Simple).await?;
    let counter = system.create::<Counter>(()).await?;
    let before = counter.ask(Change::Clear).await?.unwrap_or_default();
    let after = counter.ask(Change::Put { name: "a".into(), value: 2 }).await?;
    debug_assert!(after > Some(before));
    let total = counter.ask(Add(1)).await?;
    system.shutdown().await?;
    Ok(total)
}

#[acts::test(crate = acts)]
async fn it_counts() {
    assert_eq!(count().await.expect("a system of one thread"), 3);
}
