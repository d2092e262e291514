//! Handlers that block.

use std::sync::{Condvar, Mutex};

use actors::prelude::*;

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

on_every_base! {
    a_handler_that_blocks_keeps_its_actor_and_nobody_else
    a_handler_that_blocks_and_panics_is_tried_again_and_its_actor_goes_on
}
