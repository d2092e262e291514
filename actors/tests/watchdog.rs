//! An actor that keeps its thread from others is named in a warning.

use std::{
    fmt::{self, Write as _},
    fs,
    sync::{Condvar, Mutex},
    time::Duration,
};

use actors::prelude::*;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// What was warned of.
static WARNED: Mutex<String> = Mutex::new(String::new());
static HEARD: Condvar = Condvar::new();

struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        WARNED.lock().expect("no panic").push_str(&text.0);
        HEARD.notify_all();
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = writeln!(self.0, "{field}={value:?}");
    }
}

#[derive(Default)]
struct Stubborn;

#[message]
struct KeepTheThread;

#[message]
struct Hello;

#[actor]
impl Stubborn {
    /// Goes on when it has been warned of.
    #[handler]
    fn keep(&mut self, _: KeepTheThread) {
        let mut warned = WARNED.lock().expect("no panic");
        while !warned.contains("KeepTheThread") {
            warned = HEARD.wait(warned).expect("no panic");
        }
    }

    #[handler]
    fn hello(&mut self, _: Hello) {}
}

/// The names of the threads of this process.
fn threads() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").expect("the threads of this process");
    let name = |task: std::io::Result<fs::DirEntry>| {
        fs::read_to_string(task.ok()?.path().join("comm")).ok()
    };
    tasks.filter_map(name).map(|name| name.trim().to_owned()).collect()
}

/// The thread that looks.
const WATCHER: &str = "actors-watch";

async fn where_nobody_is_to_be_named_nobody_looks() {
    let builder = ActorSystem::builder(Base::Threads).block_warning(Duration::ZERO);
    let system = builder.start().await.expect("the system starts");
    let stubborn = system.create::<Stubborn>(()).await.expect("created");
    stubborn.ask(Hello).await.expect("an answer");
    assert!(!threads().iter().any(|name| name == WATCHER), "{:?}", threads());
    system.shutdown().await.expect("the system ends");
}

#[test]
fn an_actor_that_keeps_its_thread_is_named_with_its_message() {
    tracing::subscriber::set_global_default(Listener).expect("it is the first");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        where_nobody_is_to_be_named_nobody_looks().await;
        let system = ActorSystem::start(Base::Threads).await.expect("the system starts");
        let stubborn = system.create::<Stubborn>(()).await.expect("created");
        // It ends only with the warning.
        stubborn.ask(KeepTheThread).await.expect("it goes on");
        assert!(threads().iter().any(|name| name == WATCHER), "{:?}", threads());
        system.shutdown().await.expect("the system ends");
    });
    let warned = WARNED.lock().expect("no panic");
    assert!(warned.contains("Stubborn") && warned.contains("#[handler(blocking)]"), "{warned}");
}
