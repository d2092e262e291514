//! Programs without async: the same promises, with calls that wait.

use std::time::Duration;

use actors::{
    ActorStatus, Base, CreateError, StartError, StatusRequest, blocking::ActorSystem, prelude::*,
};

/// An answer that should come at once, on a machine with other things to do.
const SOON: Duration = Duration::from_secs(40);

#[derive(Default)]
struct Counter {
    total: u64,
}

#[message]
struct Add(u64);

#[message]
struct Report(AnyAddress);

#[message]
struct Total(u64);

#[message]
struct Divide(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        self.total
    }

    #[handler]
    fn report(&mut self, Report(to): Report, ctx: &mut Context<Self>) {
        ctx.send(&to, Total(self.total));
    }

    #[handler]
    fn divide(&mut self, Divide(by): Divide) -> Result<u64, String> {
        self.total.checked_div(by).ok_or_else(|| "by zero".to_owned())
    }
}

/// Shows the behaviour on every base.
fn on_every_base(show: impl Fn(&ActorSystem)) {
    on(Base::ALL, show);
}

fn on(bases: impl IntoIterator<Item = Base>, show: impl Fn(&ActorSystem)) {
    for base in bases {
        let system = ActorSystem::builder(base).admin("127.0.0.1:0").start_blocking();
        let system = system.expect("the system starts");
        show(&system);
        system.shutdown().expect("the system ends");
    }
}

#[test]
fn a_program_without_async_creates_asks_tells_and_listens() {
    on_every_base(|system| {
        let counter = system.create::<Counter>(()).named("counter").wait().expect("created");
        let same = system.create::<Counter>(()).named("counter").timeout(SOON).wait();
        assert_eq!(same.as_ref(), Ok(&counter));
        system.tell(&counter, Add(1)).expect("told");
        assert_eq!(system.ask(&counter, Add(2), SOON), Ok(3));
        assert_eq!(system.ask(&counter, Divide(0), SOON), Err(AskError::Handler("by zero".into())));

        let mine = system.private();
        system.tell(&counter, Report(mine.address())).expect("told");
        let total = mine.listen(SOON).expect("heard").take::<Total>().expect("a total");
        assert_eq!(total.0, 3);
        let status = mine.ask_any(&counter, StatusRequest, SOON).expect("answered");
        assert!(status.is::<ActorStatus>());
        assert!(matches!(mine.listen(Duration::from_millis(1)), Err(AskError::Timeout(_))));

        assert_eq!(system.status_of(&counter).expect("a status").name.as_deref(), Some("counter"));
        assert_eq!(system.status().expect("a status").live_actors, 1);
    });
}

#[test]
fn several_threads_share_a_system() {
    // Where time is virtual it passes for one thread while another works.
    on(Base::ALL.into_iter().filter(|base| *base != Base::Simple), |system| {
        let counter = system.create::<Counter>(()).wait().expect("created");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        system.ask(&counter, Add(1), SOON).expect("added");
                    }
                });
            }
        });
        assert_eq!(system.ask(&counter, Add(0), SOON), Ok(100));
    });
}

/// Whether the error says what to do.
fn teaches(error: &impl std::fmt::Display) -> bool {
    let said = error.to_string();
    said.contains("this is async code") && said.contains("std::thread::spawn")
}

#[test]
fn a_call_in_async_code_is_an_error_that_says_what_to_do() {
    let system = ActorSystem::start(Base::Threads).expect("the system starts");
    let counter = system.create::<Counter>(()).wait().expect("created");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let error = ActorSystem::start(Base::Threads).expect_err("async code");
        assert!(matches!(error, StartError::InRuntime(_)) && teaches(&error), "{error}");
        let error = system.create::<Counter>(()).wait().expect_err("async code");
        assert!(matches!(error, CreateError::InRuntime(_)) && teaches(&error), "{error}");
        let error = system.ask(&counter, Add(1), SOON).expect_err("async code");
        assert!(matches!(error, AskError::InRuntime(_)) && teaches(&error), "{error}");
        assert!(teaches(&system.tell(&counter, Add(1)).expect_err("async code")));
        assert!(teaches(&system.listen(SOON).expect_err("async code")));
        assert!(teaches(&system.shutdown().expect_err("async code")));
        // What is there for async code works there.
        assert_eq!(counter.ask(Add(1)).await, Ok(1));
    });
    system.shutdown().expect("the system ends");
}

#[test]
fn what_create_takes_is_taken_here_too() {
    on_every_base(|system| {
        let troupe = system.create::<Counter>(()).troupe(2, 1).wait().expect("created");
        system.ask(&troupe, Add(1), SOON).expect("added");
        let status = system.status_of(&troupe).expect("a status");
        assert_eq!(status.children.len(), 1);
        let after = Duration::from_secs(3600);
        let brief = system.create::<Counter>(()).transient(after).wait().expect("created");
        assert_eq!(system.ask(&brief, Add(1), SOON), Ok(1));
        system.create::<Counter>(()).transient_idle(after).wait().expect("created");

        assert!(!system.capabilities().has("zone"));
        system.update_capability("zone", "eu").expect("no async code");
        assert!(system.capabilities().has("zone"));
        assert_eq!(system.config().base.value(), &system.base());
    });
}

#[test]
fn a_thread_of_a_program_with_async_code_waits_too() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    for base in Base::ALL {
        runtime.block_on(async {
            let builder = actors::ActorSystem::builder(base).admin("127.0.0.1:0");
            let system = builder.start().await.expect("the system starts");
            let waits = system.blocking().expect("it is lent the runtime");
            assert!(teaches(&waits.status().expect_err("async code")));
            let (done, answer) = tokio::sync::oneshot::channel();
            let thread = std::thread::spawn(move || {
                let counter = waits.create::<Counter>(()).wait().expect("created");
                let total = waits.ask(&counter, Add(2), SOON);
                done.send((counter, total)).expect("it is waited for");
            });
            let (counter, total) = answer.await.expect("no panic");
            assert_eq!(total, Ok(2), "{base}");
            assert_eq!(counter.ask(Add(1)).await, Ok(3), "{base}");
            thread.join().expect("no panic");
            system.shutdown().await.expect("the system ends");
        });
    }
    // The base `simple` needs no runtime, and can be waited for all the same.
    let system = runtime.block_on(actors::ActorSystem::start(Base::Simple)).expect("it starts");
    let waits = system.blocking().expect("a runtime");
    let counter = waits.create::<Counter>(()).wait().expect("created");
    assert_eq!(waits.ask(&counter, Add(2), SOON), Ok(2));
    waits.shutdown().expect("the system ends");
}

#[test]
fn the_last_handle_may_be_dropped_in_async_code() {
    let system = ActorSystem::start(Base::Threads).expect("the system starts");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async { drop(system) });
}

#[test]
fn time_is_virtual_on_the_simple_base() {
    let system = ActorSystem::start(Base::Simple).expect("the system starts");
    let mine = system.private();
    assert!(matches!(mine.listen(Duration::from_secs(3000)), Err(AskError::Timeout(_))));
    system.shutdown().expect("the system ends");
}
