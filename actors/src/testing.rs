//! Tools for tests of actors: on the simple base, in many orders.

use std::future::Future;

use crate::{ActorSystem, Base, engine::catch::Unwound, run::environment};

/// Runs a test on the simple base once for each seed, each in another legal order of delivery.
///
/// A test that panics is not run with further seeds; what was its seed is printed. With the
/// variable `ACTORS_SEED` set to that number, only that one is run.
///
/// ```
/// use actors::prelude::*;
///
/// #[message]
/// struct Add(u64);
///
/// #[derive(Default)]
/// struct Counter {
///     total: u64,
/// }
///
/// #[actor]
/// impl Counter {
///     #[handler]
///     fn add(&mut self, Add(n): Add) -> u64 {
///         self.total += n;
///         self.total
///     }
/// }
///
/// # #[tokio::main]
/// # async fn main() {
/// actors::testing::for_each_seed(0..100, |system| async move {
///     let counter = system.create::<Counter>(()).await.expect("created");
///     assert_eq!(counter.ask(Add(2)).await, Ok(2));
/// })
/// .await;
/// # }
/// ```
///
/// # Panics
/// As the test does, and when a system can't be started.
pub async fn for_each_seed<F: Future<Output = ()>>(
    seeds: impl IntoIterator<Item = u64>,
    test: impl Fn(ActorSystem) -> F,
) {
    let chosen = environment::text(environment::SEED).and_then(|seed| seed.parse().ok());
    let seeds: Vec<u64> = match chosen {
        Some(seed) => vec![seed],
        None => seeds.into_iter().collect(),
    };
    for seed in seeds {
        let builder = ActorSystem::builder(Base::simple().seed(seed)).without_config_file();
        let started = builder.start().await;
        let system = started.unwrap_or_else(|error| panic!("a system of the simple base: {error}"));
        let shown = Unwound::new(test(system.clone())).await;
        if let Err(panic) = shown {
            eprintln!("{}", again(seed));
            std::panic::resume_unwind(panic);
        }
        if let Err(error) = system.shutdown().await {
            panic!("{error}; {}", again(seed));
        }
    }
}

/// How a test that failed is run again.
pub(crate) fn again(seed: u64) -> String {
    format!(
        "the seed was {seed}: run it again with `Base::simple().seed({seed})`, or with \
         ACTORS_SEED={seed} where the test uses `for_each_seed`"
    )
}
