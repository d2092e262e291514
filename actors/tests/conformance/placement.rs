//! Where actors run, on the base that has processes.

use std::collections::HashSet;

use actors::prelude::*;

use crate::{SOON, run, start};

#[message]
struct Pid;

#[message]
struct Spawn;

macro_rules! placed {
    ($name:ident, $process:literal) => {
        #[derive(Default)]
        struct $name;

        #[actor(process = $process)]
        impl $name {
            #[handler]
            fn pid(&mut self, _: Pid) -> u32 {
                std::process::id()
            }

            #[handler]
            async fn spawn(&mut self, _: Spawn, ctx: &mut Context<Self>) -> Vec<u32> {
                let own = ctx.spawn::<Own>(());
                let here = ctx.spawn::<Here>(());
                let group = ctx.spawn::<Grouped>(());
                let mut pids = vec![std::process::id()];
                pids.push(own.ask(Pid).await.expect("a pid"));
                pids.push(here.ask(Pid).await.expect("a pid"));
                pids.push(group.ask(Pid).await.expect("a pid"));
                pids
            }
        }
    };
}

placed!(Own, "own");
placed!(Here, "creator");
placed!(Grouped, "group:friends");

#[test]
fn an_actor_has_a_process_of_its_own_or_its_creators_or_its_groups() {
    run(Base::Tcp, |system| async move {
        let own = system.create::<Own>(()).await.expect("created");
        let here = system.create::<Here>(()).await.expect("created");
        let first = system.create::<Grouped>(()).await.expect("created");
        let second = system.create::<Grouped>(()).await.expect("created");
        let group = first.ask(Pid).timeout(SOON).await.expect("a pid");
        assert_eq!(second.ask(Pid).timeout(SOON).await, Ok(group));
        assert_eq!(here.ask(Pid).timeout(SOON).await, Ok(std::process::id()));
        let pids = own.ask(Spawn).timeout(SOON).await.expect("pids");
        let [me, own, here, friends] = pids[..] else { panic!("{pids:?}") };
        assert_eq!((me, group), (here, friends));
        assert_eq!(HashSet::from([me, own, group, std::process::id()]).len(), 4, "{pids:?}");
    });
}

#[test]
fn the_processes_of_a_system_are_listed_with_their_titles() {
    run(Base::Tcp, |system| async move {
        let own = system.create::<Own>(()).await.expect("created");
        let pid = own.ask(Pid).timeout(SOON).await.expect("a pid");
        let processes = system.processes().await;
        let role = |role: &str| processes.iter().filter(|process| process.role == role).count();
        assert_eq!((role("admin"), role("zygote"), role("program")), (1, 1, 1), "{processes:?}");
        let found = processes.iter().find(|process| process.pid == pid).expect("the actor's");
        assert!(found.role.ends_with("placement::Own"), "{}", found.role);
        assert!(found.memory_kib.is_some_and(|memory| memory > 0), "{found:?}");
        let title = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).expect("a title");
        assert!(title.starts_with("actors ") && title.contains("placement::Own"), "{title}");
    });
}

#[test]
fn processes_can_be_started_from_the_executable_instead_of_doubled() {
    run(Base::Threads, |_| async {
        let system = ActorSystem::builder(Base::Tcp)
            .admin("127.0.0.1:0")
            .capability("Process Startup Method", "spawn")
            .start()
            .await
            .expect("starts");
        let own = system.create::<Own>(()).await.expect("created");
        assert_ne!(own.ask(Pid).timeout(SOON).await, Ok(std::process::id()));
        system.shutdown().await.expect("down");
    });
}

/// An actor with a type parameter.
struct Store<T> {
    last: Option<T>,
}

#[actor]
impl<T: Portable + Clone> Store<T> {
    #[init]
    fn new() -> Self {
        Self { last: None }
    }

    #[handler]
    fn put(&mut self, value: T) -> Option<T> {
        self.last.replace(value)
    }
}

actors::register!(Store<String>);

#[test]
fn an_actor_with_type_parameters_is_registered_for_processes() {
    run(Base::Threads, |_| async {
        for base in Base::ALL {
            let system = start(base).await;
            let store = system.create::<Store<String>>(()).await.expect("created");
            assert_eq!(store.ask("a".to_owned()).timeout(SOON).await, Ok(None));
            assert_eq!(store.ask("b".to_owned()).timeout(SOON).await, Ok(Some("a".to_owned())));
            let other = system.create::<Store<u64>>(()).await;
            if base == Base::Tcp {
                let error = other.expect_err("not registered").to_string();
                assert!(error.contains("actors::register!("), "{error}");
            } else {
                assert_eq!(other.expect("created").ask(1).await, Ok(None));
            }
            system.shutdown().await.expect("down");
        }
    });
}

#[test]
fn a_second_program_joins_and_finds_the_same_names() {
    run(Base::Tcp, |first| async move {
        let address = first.admin().expect("an admin").to_string();
        let second = ActorSystem::builder(Base::Tcp).admin(address).start().await.expect("joins");
        let made = first.create::<Own>(()).named("one").await.expect("created");
        let found = second.create::<Own>(()).named("one").await.expect("found");
        assert_eq!(made.to_string(), found.to_string());
        assert_eq!(made.ask(Pid).timeout(SOON).await, found.ask(Pid).timeout(SOON).await);
    });
}

#[test]
fn what_an_actor_requires_must_be_there() {
    run(Base::Threads, |_| async {
        for base in Base::ALL {
            let poor = start(base).await;
            let error = poor.create::<Picky>(()).await.expect_err("not there");
            assert!(error.to_string().contains("the capability `zone` = \"eu\""), "{error}");
            poor.shutdown().await.expect("down");
            let rich = ActorSystem::builder(base).admin("127.0.0.1:0").capability("zone", "eu");
            let rich = rich.start().await.expect("starts");
            let picky = rich.create::<Picky>(()).await.expect("created");
            picky.ask(Pid).timeout(SOON).await.expect("an answer");
            rich.shutdown().await.expect("down");
        }
    });
}

#[test]
fn a_program_that_joins_goes_by_what_the_system_has() {
    run(Base::Threads, |_| async {
        let rich = ActorSystem::builder(Base::Tcp).admin("127.0.0.1:0").capability("zone", "eu");
        let rich = rich.start().await.expect("starts");
        let address = rich.admin().expect("an admin").to_string();
        for _ in 0..20 {
            let builder = ActorSystem::builder(Base::Tcp).admin(&address).capability("zone", "us");
            let joined = builder.start().await.expect("joins");
            joined.create::<Picky>(()).await.expect("created");
        }
        rich.shutdown().await.expect("down");
    });
}

#[derive(Default)]
struct Picky;

#[actor]
#[require_capability("zone", "eu")]
impl Picky {
    #[handler]
    fn pid(&mut self, _: Pid) {}
}
