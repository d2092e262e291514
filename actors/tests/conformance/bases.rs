//! Where actors run.

use std::collections::HashSet;

use actors::prelude::*;

use crate::{SOON, on_every_base, processes::sockets};

#[message]
struct Pid;

#[message]
struct Spawn;

#[message]
struct Variables;

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
            fn variables(&mut self, _: Variables) -> Vec<(String, String)> {
                variables()
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

/// The environment of this process.
fn variables() -> Vec<(String, String)> {
    let mut variables: Vec<_> = std::env::vars().collect();
    variables.sort_unstable();
    variables
}

placed!(Own, "own");
placed!(Here, "creator");
placed!(Grouped, "group:friends");

async fn an_actor_has_a_process_of_its_own_or_its_creators_or_its_groups(system: ActorSystem) {
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
}

async fn an_actor_has_the_environment_of_the_program(system: ActorSystem) {
    let own = system.create::<Own>(()).await.expect("created");
    assert_eq!(own.ask(Variables).timeout(SOON).await, Ok(variables()));
}

async fn the_processes_of_a_system_are_listed_with_their_titles(system: ActorSystem) {
    let own = system.create::<Own>(()).await.expect("created");
    let pid = own.ask(Pid).timeout(SOON).await.expect("a pid");
    let processes = system.processes().await;
    let role = |role: &str| processes.iter().filter(|process| process.role == role).count();
    assert_eq!((role("admin"), role("zygote"), role("program")), (1, 1, 1), "{processes:?}");
    let found = processes.iter().find(|process| process.pid == pid).expect("the actor's");
    assert!(found.role.ends_with("bases::Own"), "{}", found.role);
    assert!(found.memory_kib.is_some_and(|memory| memory > 0), "{found:?}");
    let title = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).expect("a title");
    assert!(title.starts_with("actors ") && title.contains("bases::Own"), "{title}");
}

async fn processes_can_be_started_from_the_executable_instead_of_doubled(other: ActorSystem) {
    let system = ActorSystem::builder(other.base())
        .admin("127.0.0.1:0")
        .capability("Process Startup Method", "spawn")
        .start()
        .await
        .expect("starts");
    let own = system.create::<Own>(()).await.expect("created");
    assert_ne!(own.ask(Pid).timeout(SOON).await, Ok(std::process::id()));
    system.shutdown().await.expect("down");
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

async fn an_actor_with_type_parameters_can_be_registered(system: ActorSystem) {
    let store = system.create::<Store<String>>(()).await.expect("created");
    assert_eq!(store.ask("a".to_owned()).timeout(SOON).await, Ok(None));
    assert_eq!(store.ask("b".to_owned()).timeout(SOON).await, Ok(Some("a".to_owned())));
}

async fn one_that_is_not_registered_is_named_with_the_fix(system: ActorSystem) {
    let error = system.create::<Store<u64>>(()).await.expect_err("not registered").to_string();
    assert!(error.contains("actors::register!("), "{error}");
}

async fn a_second_program_joins_and_finds_the_same_names(first: ActorSystem) {
    let address = first.admin().expect("an admin").to_string();
    let second = ActorSystem::builder(first.base()).admin(address).start().await.expect("joins");
    let made = first.create::<Own>(()).named("one").await.expect("created");
    let found = second.create::<Own>(()).named("one").await.expect("found");
    assert_eq!(made.to_string(), found.to_string());
    assert_eq!(made.ask(Pid).timeout(SOON).await, found.ask(Pid).timeout(SOON).await);
}

async fn no_process_of_it_has_a_network_socket(system: ActorSystem) {
    let first = system.create::<Own>(()).await.expect("created");
    first.ask(Spawn).timeout(SOON).await.expect("pids");
    assert_eq!(system.admin(), None);
    let network: Vec<String> = ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"]
        .into_iter()
        .filter_map(|kind| std::fs::read_to_string(format!("/proc/net/{kind}")).ok())
        .flat_map(|table| {
            let number = |line: &str| line.split_whitespace().nth(9).map(str::to_owned);
            table.lines().skip(1).filter_map(number).collect::<Vec<_>>()
        })
        .collect();
    let processes = system.processes().await;
    assert!(processes.len() >= 5, "{processes:?}");
    for process in processes.iter().filter(|process| process.pid != std::process::id()) {
        let sockets = sockets(process.pid);
        assert!(!sockets.is_empty(), "{process:?} talks over something");
        assert!(sockets.iter().all(|socket| !network.contains(socket)), "{process:?}");
    }
}

on_every_base! {
    no_process_of_it_has_a_network_socket
    an_actor_has_a_process_of_its_own_or_its_creators_or_its_groups
    an_actor_has_the_environment_of_the_program
    the_processes_of_a_system_are_listed_with_their_titles
    processes_can_be_started_from_the_executable_instead_of_doubled
    an_actor_with_type_parameters_can_be_registered
    one_that_is_not_registered_is_named_with_the_fix
    a_second_program_joins_and_finds_the_same_names
}
