//! Programs of their own: how they end, what they and their actors show, and places that are not
//! what they should be.

use actors::prelude::*;

use super::{Block, Pid, Print, Victim};
use crate::{
    SOON, on_every_base,
    processes::{Folder, copy, eventually, home, kill, lives, play, said, this},
};

/// Prints a lot, and goes.
#[derive(Default)]
struct Chatterbox;

#[message]
struct Chatter(u32);

#[actor]
impl Chatterbox {
    #[handler]
    #[expect(clippy::print_stdout, reason = "that is what is to be shown")]
    fn chatter(&mut self, Chatter(lines): Chatter) {
        for line in 0..lines {
            println!("line {line} of an actor that has much to say before its end");
        }
    }

    #[handler]
    #[expect(clippy::print_stdout, reason = "that is what is to be shown")]
    fn exit(&mut self, _: ActorExitRequest) {
        println!("the last word of an actor");
    }
}

async fn what_actors_print_at_their_end_is_shown(system: ActorSystem) {
    let said = said(play(&this(), &system, "chatter", &[]));
    assert!(said.contains("line 0 of an actor"), "{said}");
    assert!(said.contains("line 4999 of an actor"), "{}", said.len());
    assert!(said.contains("the last word of an actor"), "{}", said.len());
}

/// Not a test of its own: a program that other tests run.
#[tokio::test]
async fn program() {
    let Ok(name) = std::env::var("CONFORMANCE_PROGRAM") else { return };
    let base: Base = std::env::var("CONFORMANCE_BASE").expect("a base").parse().expect("a base");
    let admin = std::env::var("CONFORMANCE_ADMIN").unwrap_or_else(|_| "127.0.0.1:0".to_owned());
    let system = match ActorSystem::builder(base).admin(admin).start().await {
        Ok(system) => system,
        Err(error) => return println!("said: {error}"),
    };
    match name.as_str() {
        "start" => {}
        "make and be killed" => {
            let made = system.create::<Victim>(()).named("orphan").await.expect("created");
            made.ask(Pid).await.expect("a pid");
            kill(std::process::id());
        }
        "print" => {
            let actor = system.create::<Victim>(()).await.expect("created");
            actor.ask(Print("printed by an actor".into())).await.expect("printed");
        }
        "lose the executable" => {
            std::fs::remove_file(this()).expect("it goes");
            let error = system.create::<Victim>(()).await.expect_err("it is gone");
            println!("said: {error}");
        }
        "replace the executable" => {
            let old = system.create::<Victim>(()).await.expect("created");
            let new = this().with_extension("new");
            std::fs::copy(this(), &new).expect("a copy");
            std::fs::rename(&new, this()).expect("replaced");
            let new = system.create::<Victim>(()).await.expect("created");
            old.ask(Pid).await.expect("the old one lives");
            new.ask(Pid).await.expect("the new one too");
            let processes = system.processes().await;
            let zygotes = processes.iter().filter(|process| process.role == "zygote").count();
            println!("said: {zygotes} zygotes");
        }
        "return" | "panic" | "exit" | "be killed" => {
            end_without_shutdown(&system, &name).await;
            return;
        }
        "chatter" => {
            let actor = system.create::<Chatterbox>(()).await.expect("created");
            actor.ask(Chatter(5000)).await.expect("printed");
        }
        "fail with a seed" => {
            let fail = |system: ActorSystem| async move { assert_ne!(system.seed(), Some(3)) };
            actors::testing::for_each_seed(0..5, fail).await;
        }
        other => panic!("no program `{other}`"),
    }
    system.shutdown().await.expect("down");
}

/// Tells what there is of the system, and ends as it is told.
#[expect(clippy::print_stdout, reason = "the behaviour reads it")]
async fn end_without_shutdown(system: &ActorSystem, how: &str) {
    let idle = system.create::<Victim>(()).await.expect("created");
    idle.ask(Pid).await.expect("a pid");
    let blocked = system.create::<Victim>(()).await.expect("created");
    blocked.ask(Pid).await.expect("a pid");
    blocked.tell(Block).await.expect("told");
    let pids: Vec<_> =
        system.processes().await.into_iter().map(|one| one.pid.to_string()).collect();
    println!("\nfolder: {}\npids: {}", home(system).folder.display(), pids.join(" "));
    match how {
        "panic" => panic!("as it was told"),
        "exit" => std::process::exit(7),
        "be killed" => kill(std::process::id()),
        _ => {}
    }
}

/// Runs a program that ends so, and waits until nothing of its system is left.
async fn nothing_is_left_of(system: &ActorSystem, how: &str) {
    let said = said(play(&this(), system, how, &[]));
    let told = |what: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(what));
        line.unwrap_or_else(|| panic!("{what} {said}")).to_owned()
    };
    let pids = told("pids: ");
    let pids: Vec<u32> = pids.split(' ').map(|pid| pid.parse().expect("a pid")).collect();
    assert_eq!(pids.len(), 5, "admin, zygote, program and two actors: {pids:?}");
    let folder = std::path::PathBuf::from(told("folder: "));
    for pid in pids {
        eventually("all processes end", || !lives(pid)).await;
    }
    eventually("the folder goes", || !folder.exists()).await;
}

async fn a_program_that_returns_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "return").await;
}

async fn a_program_that_panics_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "panic").await;
}

async fn a_program_that_exits_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "exit").await;
}

async fn a_program_that_is_killed_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "be killed").await;
}

async fn programs_killed_in_a_loop_leave_nothing(system: ActorSystem) {
    for _ in 0..5 {
        nothing_is_left_of(&system, "be killed").await;
    }
}

async fn a_program_that_is_killed_leaves_the_system_and_its_actors(system: ActorSystem) {
    let admin = system.admin().expect("an admin").to_string();
    let killed = play(&this(), &system, "make and be killed", &[("CONFORMANCE_ADMIN", &admin)]);
    said(killed);
    let orphan = system.create::<Victim>(()).named("orphan").await.expect("found");
    orphan.ask(Pid).timeout(SOON).await.expect("it lives on");
}

async fn what_actors_print_is_shown_by_the_program(system: ActorSystem) {
    let said = said(play(&this(), &system, "print", &[]));
    assert!(said.contains("printed by an actor\n"), "{said}");
    assert!(said.contains("printed by an actor, on the other\n"), "{said}");
}

async fn actors_print_on_when_the_program_is_gone(system: ActorSystem) {
    let admin = system.admin().expect("an admin").to_string();
    said(play(&this(), &system, "make and be killed", &[("CONFORMANCE_ADMIN", &admin)]));
    let orphan = system.create::<Victim>(()).named("orphan").await.expect("found");
    orphan.ask(Print("still here".into())).timeout(SOON).await.expect("printed");
}

async fn an_executable_that_is_gone_is_named_with_the_fix(system: ActorSystem) {
    let folder = Folder::new("gone", &system);
    let said = said(play(&copy(&folder.0.join("deps")), &system, "lose the executable", &[]));
    assert!(said.contains("deps/program` is gone"), "{said}");
    assert!(said.contains("build it again"), "{said}");
}

async fn new_actors_run_from_the_executable_as_it_is_now(system: ActorSystem) {
    let folder = Folder::new("replaced", &system);
    let said = said(play(&copy(&folder.0.join("deps")), &system, "replace the executable", &[]));
    assert!(said.contains("said: 2 zygotes"), "{said}");
}

async fn a_program_without_the_attribute_on_main_is_told_to_write_it(system: ActorSystem) {
    let folder = Folder::new("main", &system);
    let said = said(play(&copy(&folder.0), &system, "start", &[]));
    assert!(said.contains("write `#[actors::main]` above `async fn main`"), "{said}");
}

async fn a_folder_for_sockets_that_can_not_be_made_or_trusted_is_named_with_the_fix(
    system: ActorSystem,
) {
    let unwritable = said(play(&this(), &system, "start", &[("XDG_RUNTIME_DIR", "/proc")]));
    assert!(unwritable.contains("no folder for sockets can be made at `/proc/"), "{unwritable}");
    assert!(unwritable.contains("set XDG_RUNTIME_DIR"), "{unwritable}");
    let folder = Folder::new("open", &system);
    std::fs::create_dir(folder.0.join("actors")).expect("a folder");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.0.join("actors"), open).expect("open to others");
    let place = folder.0.to_str().expect("text");
    let open = said(play(&this(), &system, "start", &[("XDG_RUNTIME_DIR", place)]));
    assert!(open.contains("can be entered by others"), "{open}");
}

async fn a_port_that_something_else_has_is_named_with_the_fix(system: ActorSystem) {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = other.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = other.accept().await {
            let hello = b"HTTP/1.1 400 Bad Request\r\n\r\n";
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, hello).await;
        }
    });
    let error = ActorSystem::builder(system.base()).admin(&address).start().await;
    let error = error.expect_err("it is taken").to_string();
    assert!(error.starts_with(&format!("{address} is in use by something that is")), "{error}");
    assert!(error.contains("choose another address with `.admin("), "{error}");
    let error = ActorSystem::builder(system.base()).admin("0.0.0.0:1900").start().await;
    let error = error.expect_err("not loopback").to_string();
    assert!(error.contains("take a loopback address"), "{error}");
    let error = ActorSystem::builder(system.base()).admin("here").start().await;
    let error = error.expect_err("no address").to_string();
    assert!(error.contains("`here` is none"), "{error}");
}

on_every_base! {
    what_actors_print_at_their_end_is_shown
    a_program_that_returns_takes_its_system_along
    a_program_that_panics_takes_its_system_along
    a_program_that_exits_takes_its_system_along
    a_program_that_is_killed_takes_its_system_along
    programs_killed_in_a_loop_leave_nothing
    a_program_that_is_killed_leaves_the_system_and_its_actors
    actors_print_on_when_the_program_is_gone
    a_port_that_something_else_has_is_named_with_the_fix
    what_actors_print_is_shown_by_the_program
    an_executable_that_is_gone_is_named_with_the_fix
    new_actors_run_from_the_executable_as_it_is_now
    a_program_without_the_attribute_on_main_is_told_to_write_it
    a_folder_for_sockets_that_can_not_be_made_or_trusted_is_named_with_the_fix
}
