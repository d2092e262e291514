//! How a behaviour is shown: on a system of its own, within a limit, and leaving nothing.

use std::{
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use ::actors::{ActorSystem, Base, log::LogLevel};
use tokio::{runtime, time::timeout};

use crate::promises;

/// Nothing here takes longer, or something hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// How long the end of a system may take.
const END: Duration = Duration::from_secs(60);

/// A behaviour on a base.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// The path of the section's module for the base.
    pub(crate) section: &'static str,
    pub(crate) behaviour: &'static str,
    pub(crate) base: Base,
}

impl Shown {
    /// The section, as its file is called.
    pub(crate) fn section(&self) -> &'static str {
        self.section.rsplit("::").nth(1).unwrap_or(self.section)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{} on {}", self.section(), self.behaviour, self.base)
    }
}

/// Starts a system on the base, lets it show the behaviour, and shuts it down: unless the guide
/// says that the base does not promise it.
#[expect(clippy::print_stdout, reason = "what is skipped says so")]
pub(crate) fn show<F: Future<Output = ()>>(shown: Shown, behaviour: impl FnOnce(ActorSystem) -> F) {
    match promises::exception(&shown) {
        Some(reason) => println!("skipped: {shown}: {reason}"),
        None => show_within_limits(shown, behaviour),
    }
}

/// Runs a test that is about one base only, as a behaviour is shown.
pub(crate) fn run<F: Future<Output = ()>>(base: Base, test: impl FnOnce(ActorSystem) -> F) {
    let name = thread::current().name().unwrap_or("a test").to_owned();
    show_within_limits(Shown { section: "", behaviour: name.leak(), base }, test);
}

fn show_within_limits<F: Future<Output = ()>>(
    shown: Shown,
    behaviour: impl FnOnce(ActorSystem) -> F,
) {
    let runtime = runtime();
    let system = runtime.block_on(start(shown.base));
    let watch = Watch::over(shown, &system);
    let result = catch_unwind(AssertUnwindSafe(|| {
        // Made here: a timer wants to know its runtime.
        let show = async { timeout(LIMIT, behaviour(system.clone())).await };
        if runtime.block_on(show).is_err() {
            panic!("{shown}: not shown within {LIMIT:?}");
        }
    }));
    // A behaviour that fails leaves no processes either.
    let down = async { timeout(END, system.shutdown()).await };
    let down = runtime.block_on(down);
    drop(watch);
    match (result, down) {
        (Err(panic), _) => resume_unwind(panic),
        (Ok(()), Err(_)) => panic!("{shown}: the system does not end within {END:?}"),
        (Ok(()), Ok(down)) => down.unwrap_or_else(|error| panic!("{shown}: {error}")),
    }
}

/// A system of its own.
pub(crate) async fn start(base: Base) -> ActorSystem {
    let builder = ActorSystem::builder(base).admin("127.0.0.1:0");
    let builder = builder.without_config_file().log_stderr(LogLevel::Off);
    builder.start().await.unwrap_or_else(|error| panic!("the system starts on {base}: {error}"))
}

fn runtime() -> runtime::Runtime {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime")
}

/// Looks on from a thread of its own: one that blocks its thread does not see its limit.
struct Watch {
    /// Told by its end that all is well.
    _over: mpsc::Sender<()>,
}

impl Watch {
    fn over(shown: Shown, system: &ActorSystem) -> Self {
        let (over, ended) = mpsc::channel::<()>();
        let system = system.clone();
        thread::spawn(move || {
            if ended.recv_timeout(LIMIT + END) != Err(mpsc::RecvTimeoutError::Timeout) {
                return;
            }
            eprintln!("{shown}: the behaviour blocks its thread, and hangs");
            let down = async { timeout(END, system.shutdown()).await };
            // Whatever came of it: this process is beyond help.
            let _ = runtime().block_on(down);
            std::process::abort();
        });
        Self { _over: over }
    }
}
