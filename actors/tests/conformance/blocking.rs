//! Handlers that block.

use std::{
    path::PathBuf,
    sync::{Condvar, Mutex},
    time::Duration,
};

use actors::{log::LogLevel, prelude::*};

use crate::{SOON, on_every_base};

/// Waits in a thread of its own for what another actor of its process does.
#[derive(Default)]
struct Blocker {
    done: Vec<String>,
}

/// Whether the one who waits may go on. One process has one, and one pair uses it.
static OPEN: Mutex<bool> = Mutex::new(false);
static OPENED: Condvar = Condvar::new();

#[message]
struct Block(AnyAddress);

#[message]
struct Blocking;

#[message]
struct Note(String);

#[message]
struct Notes;

#[message]
struct Fail;

#[actor(process = "group:blocking")]
impl Blocker {
    #[handler(blocking)]
    fn block(&mut self, Block(witness): Block, ctx: &mut Context<Self>) {
        ctx.send(&witness, Blocking);
        let mut open = OPEN.lock().expect("no panic");
        while !std::mem::take(&mut *open) {
            open = OPENED.wait(open).expect("no panic");
        }
        self.done.push("blocked".to_owned());
    }

    #[handler]
    fn note(&mut self, Note(what): Note) {
        self.done.push(what);
    }

    #[handler(blocking)]
    fn notes(&mut self, _: Notes) -> Vec<String> {
        self.done.clone()
    }

    #[handler(blocking)]
    fn fail(&mut self, _: &Fail) {
        panic!("as it was told to")
    }
}

/// Works on the thread that the other must not keep.
#[derive(Default)]
struct Opener;

#[message]
struct Open;

#[actor(process = "group:blocking")]
impl Opener {
    #[handler]
    fn open(&mut self, _: Open) {
        *OPEN.lock().expect("no panic") = true;
        OPENED.notify_all();
    }
}

async fn a_handler_that_blocks_keeps_its_actor_and_nobody_else(system: ActorSystem) {
    let witness = system.private();
    let blocker = system.create::<Blocker>(()).await.expect("created");
    let opener = system.create::<Opener>(()).await.expect("created");
    blocker.tell(Block(witness.address())).await.expect("told");
    witness.listen(SOON).await.expect("heard").take::<Blocking>().expect("it blocks");
    blocker.tell(Note("after".into())).await.expect("told");
    let status = system.status_of(&blocker).await.expect("a status");
    assert!(status.busy.is_some_and(|busy| busy.message.is_some_and(|m| m.ends_with("::Block"))));
    opener.ask(Open).timeout(SOON).await.expect("it answers although the other blocks");
    let done = blocker.ask(Notes).timeout(SOON).await.expect("it goes on");
    assert_eq!(done, ["blocked", "after"]);
}

async fn a_handler_that_blocks_and_panics_is_tried_again_and_its_actor_goes_on(
    system: ActorSystem,
) {
    let blocker = system.create::<Blocker>(()).await.expect("created");
    let poisoned = blocker.ask(Fail).timeout(SOON).await.expect_err("poison");
    assert!(matches!(poisoned, AskError::Poisoned(why) if why.contains("as it was told to")));
    blocker.ask(Note("alive".into())).timeout(SOON).await.expect("it goes on");
    assert_eq!(blocker.ask(Notes).timeout(SOON).await.expect("notes"), ["alive"]);
    let status = system.status_of(&blocker).await.expect("a status");
    assert_eq!((status.panics, status.restarts), (2, 2));
}

/// Keeps its thread until a log has these words, and 20 s at most. Gives what the log has then.
#[message]
struct KeepUntil {
    log: PathBuf,
    words: String,
}

#[derive(Default)]
struct Keeper;

#[actor]
impl Keeper {
    #[handler]
    fn keep_until(&mut self, KeepUntil { log, words }: KeepUntil) -> String {
        let mut found = String::new();
        for _ in 0..2_000 {
            found = std::fs::read_to_string(&log).unwrap_or_default();
            if found.contains(&words) {
                break;
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
        found
    }
}

async fn one_who_keeps_its_thread_is_named_after_the_time_of_the_settings(system: ActorSystem) {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let other = ActorSystem::builder(system.base())
        .without_config_file()
        .admin("127.0.0.1:0")
        .block_warning(Duration::from_millis(50))
        .log_file(&log)
        .log_stderr(LogLevel::Off)
        .start()
        .await
        .expect("the system starts");
    let keeper = other.create::<Keeper>(()).await.expect("created");
    let words = "keeps its thread from others for more than 50ms".to_owned();
    let found = keeper.ask(KeepUntil { log, words: words.clone() }).timeout(SOON * 2).await;
    let found = found.expect("it ends");
    let line = found.lines().find(|line| line.contains(&words));
    let line = line.unwrap_or_else(|| panic!("it was not named: {found}"));
    assert!(line.contains("blocking::KeepUntil"), "{line}");
    assert!(line.contains(&keeper.any().to_string()), "{line}");
    other.shutdown().await.expect("down");
}

on_every_base! {
    one_who_keeps_its_thread_is_named_after_the_time_of_the_settings
    a_handler_that_blocks_keeps_its_actor_and_nobody_else
    a_handler_that_blocks_and_panics_is_tried_again_and_its_actor_goes_on
}
