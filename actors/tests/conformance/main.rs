//! What the system promises, one behaviour a function, run on every base.

mod dead_letters;
mod faults;
mod life;
mod names;
mod panics;
mod patterns;
mod placement;
mod pressure;
mod settings;
mod talking;
mod time;
mod troupe;
mod watching;

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::Duration,
};

use actors::{ActorSystem, Base};

/// Nothing here takes longer, or something hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// An answer that should come at once.
const SOON: Duration = Duration::from_secs(20);

/// Makes a test of each behaviour for each base.
macro_rules! on_every_base {
    ($($behaviour:ident)+) => {
        mod simple {
            $(#[test]
            fn $behaviour() {
                crate::run(actors::Base::Simple, super::$behaviour);
            })+
        }

        mod threads {
            $(#[test]
            fn $behaviour() {
                crate::run(actors::Base::Threads, super::$behaviour);
            })+
        }

        mod tcp {
            $(#[test]
            fn $behaviour() {
                crate::run(actors::Base::Tcp, super::$behaviour);
            })+
        }
    };
}

pub(crate) use on_every_base;

/// Starts a system on `base`, lets it show the behaviour, and shuts it down.
fn run<F: Future<Output = ()>>(base: Base, behaviour: impl FnOnce(ActorSystem) -> F) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let system = runtime.block_on(start(base));
    let shown = catch_unwind(AssertUnwindSafe(|| {
        // Made here: a timer wants to know its runtime.
        let show = async { tokio::time::timeout(LIMIT, behaviour(system.clone())).await };
        runtime.block_on(show).expect("the behaviour shows within the limit");
    }));
    // A behaviour that fails leaves no processes either.
    let down = async { tokio::time::timeout(LIMIT, system.shutdown()).await };
    let down = runtime.block_on(down);
    match shown {
        Ok(()) => down.expect("the system ends within the limit").expect("the system shuts down"),
        Err(panic) => resume_unwind(panic),
    }
}

/// A system of its own.
async fn start(base: Base) -> ActorSystem {
    let builder = ActorSystem::builder(base).admin("127.0.0.1:0").without_config_file();
    builder.start().await.expect("the system starts")
}
