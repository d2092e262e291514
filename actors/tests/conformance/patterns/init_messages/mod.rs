//! Actors that wait for their first messages: what comes when.

pub(crate) mod held;
pub(crate) mod ready;

use std::{future::IntoFuture, time::Duration};

use actors::{Restart, Waiting, prelude::*};

use crate::{SOON, on_every_base};

/// What a store works with.
#[message]
struct Database(String);

/// How it works.
#[message]
struct Settings(u32);

#[message]
struct Note(u32);

/// Asks for what has happened, and in which order.
#[message]
struct Log;

/// Has a handler that panics.
#[message]
struct Boom;

#[derive(Default)]
struct Store {
    log: Vec<String>,
}

#[actor]
#[init_messages(Database, Settings)]
impl Store {
    /// The answer is how many have come.
    #[handler]
    fn database(&mut self, Database(name): Database) -> usize {
        self.log.push(format!("database {name}"));
        self.log.len()
    }

    #[handler]
    async fn settings(&mut self, settings: &Settings) {
        self.log.push(format!("settings {}", settings.0));
    }

    #[on_ready]
    fn ready(&mut self) {
        self.log.push("ready".to_owned());
    }

    #[handler]
    fn note(&mut self, Note(number): Note) {
        self.log.push(number.to_string());
    }

    #[handler]
    fn log(&mut self, _: Log) -> Vec<String> {
        self.log.clone()
    }

    #[handler]
    fn boom(&mut self, _: Boom) {
        panic!("boom");
    }
}

fn database(name: &str) -> Database {
    Database(name.to_owned())
}

async fn store(system: &ActorSystem) -> Address<Store> {
    system.create::<Store>(()).await.expect("created")
}

/// What the actor waits for.
async fn waits_for(actor: &AnyAddress) -> Option<Waiting> {
    actor.status().await.expect("a status").waits_for
}

/// The last parts of the names of what it waits for, and how much it holds.
async fn waits(actor: &AnyAddress) -> (Vec<String>, u64) {
    let waiting = waits_for(actor).await.expect("it waits");
    let last = |name: &String| name.rsplit("::").next().unwrap_or_default().to_owned();
    (waiting.messages.iter().map(last).collect(), waiting.held)
}

/// Waits until it waits for these only, and holds so many: an answer may be there before the actor
/// has noted that it gave it.
async fn until_it_waits(actor: &AnyAddress, messages: &[&str], held: u64) {
    while waits(actor).await != (messages.iter().map(ToString::to_string).collect(), held) {}
}

async fn other_messages_are_held_in_order_until_each_kind_has_come(system: ActorSystem) {
    let store = store(&system).await;
    store.tell(Note(1)).await.expect("told");
    store.tell(database("a")).await.expect("told");
    store.tell(Note(2)).await.expect("told");
    store.tell(Note(3)).await.expect("told");
    store.tell(Settings(7)).await.expect("told");
    store.tell(Note(4)).await.expect("told");
    let log = store.ask(Log).timeout(SOON).await.expect("a log");
    assert_eq!(log, ["database a", "settings 7", "ready", "1", "2", "3", "4"]);
}

async fn an_ask_is_answered_when_the_last_of_them_has_come(system: ActorSystem) {
    let store = store(&system).await;
    let first = async {
        store.ask(Settings(1)).timeout(SOON).await.expect("settings");
        store.ask(database("a")).timeout(SOON).await.expect("a database");
    };
    let (log, ()) = tokio::join!(store.ask(Log).timeout(SOON).into_future(), first);
    assert_eq!(log.expect("a log"), ["settings 1", "database a", "ready"]);
}

async fn a_kind_that_comes_again_is_handled_at_once(system: ActorSystem) {
    let store = store(&system).await;
    store.tell(Note(1)).await.expect("told");
    assert_eq!(store.ask(database("a")).timeout(SOON).await, Ok(1));
    assert_eq!(store.ask(database("b")).timeout(SOON).await, Ok(2));
    store.ask(Settings(1)).timeout(SOON).await.expect("settings");
    store.ask(database("c")).timeout(SOON).await.expect("a database");
    store.ask(Settings(2)).timeout(SOON).await.expect("settings");
    let log = store.ask(Log).timeout(SOON).await.expect("a log");
    let all = ["database a", "database b", "settings 1", "ready", "1", "database c", "settings 2"];
    assert_eq!(log, all, "it is ready once");
}

async fn its_status_says_what_it_waits_for_and_what_it_holds(system: ActorSystem) {
    let store = store(&system).await;
    let any = store.any();
    assert_eq!(waits(&any).await, (vec!["Database".into(), "Settings".into()], 0));
    store.tell(Note(1)).await.expect("told");
    store.tell(Note(2)).await.expect("told");
    store.ask(database("a")).timeout(SOON).await.expect("a database");
    until_it_waits(&any, &["Settings"], 2).await;
    let table = any.status().await.expect("a status").to_string();
    assert!(table.contains("waits for") && table.contains("Settings; 2 held"), "{table}");
    store.ask(Settings(1)).timeout(SOON).await.expect("settings");
    store.ask(Log).timeout(SOON).await.expect("a log");
    assert_eq!(waits_for(&any).await, None);
}

/// One whose messages may go wrong.
#[derive(Default)]
struct Picky;

#[actor(on_panic = "resume")]
#[init_messages(Database, Settings)]
impl Picky {
    #[handler]
    fn database(&mut self, Database(name): Database) -> Result<(), String> {
        assert_ne!(name, "panic");
        if name == "error" { Err(name) } else { Ok(()) }
    }

    /// Passes on what it does not like.
    #[handler]
    fn settings(&mut self, settings: Settings) -> Dispatch<u32> {
        if settings.0 == 0 { Dispatch::Super } else { Dispatch::Done(settings.0) }
    }

    #[handler(fallback)]
    fn other(&mut self, _: AnyMessage) -> u32 {
        0
    }
}

async fn a_message_whose_handler_fails_has_not_come(system: ActorSystem) {
    let picky = system.create::<Picky>(()).await.expect("created");
    let any = picky.any();
    let bad = picky.ask(database("panic")).timeout(SOON).await;
    assert!(matches!(bad, Err(AskError::Poisoned(_))), "{bad:?}");
    assert_eq!(picky.ask(Settings(0)).timeout(SOON).await, Ok(0), "the fallback has it");
    assert_eq!(waits(&any).await, (vec!["Database".into(), "Settings".into()], 0));
    assert_eq!(picky.ask(Settings(2)).timeout(SOON).await, Ok(2));
    until_it_waits(&any, &["Database"], 0).await;
    // An `Err` is an answer, and no failure.
    let refused = picky.ask(database("error")).timeout(SOON).await;
    assert_eq!(refused, Err(AskError::Handler("error".to_owned())));
    // What only the fallback takes is held as any other.
    let other = system.private().ask_any(&any, 7_u64, SOON).await.expect("an answer");
    assert_eq!(other.take::<u32>().expect("a number"), 0);
    assert_eq!(waits_for(&any).await, None);
}

async fn one_that_is_built_again_after_a_panic_waits_again(system: ActorSystem) {
    let store = store(&system).await;
    let any = store.any();
    for _ in 0..2 {
        store.ask(database("a")).timeout(SOON).await.expect("a database");
        store.ask(Settings(1)).timeout(SOON).await.expect("settings");
        let log = store.ask(Log).timeout(SOON).await.expect("a log");
        assert_eq!(log, ["database a", "settings 1", "ready"]);
        let again = async {
            // The message that failed has its second try when the actor is ready again.
            while waits_for(&any).await.is_none_or(|waiting| waiting.held == 0) {}
            assert_eq!(waits(&any).await, (vec!["Database".into(), "Settings".into()], 1));
            assert_eq!(store.ask(database("b")).timeout(SOON).await, Ok(1));
            store.ask(Settings(2)).timeout(SOON).await.expect("settings");
        };
        let (failed, ()) = tokio::join!(store.ask(Boom).timeout(SOON).into_future(), again);
        assert!(matches!(failed, Err(AskError::Poisoned(_))), "{failed:?}");
        while waits_for(&any).await.is_none() {}
        assert_eq!(waits(&any).await, (vec!["Database".into(), "Settings".into()], 0));
    }
}

/// Has children that wait.
struct Parent {
    told: AnyAddress,
}

#[message]
enum Bear {
    Again,
    ForAWhile,
    Spawned,
}

#[actor]
impl Parent {
    #[init]
    fn new(told: AnyAddress) -> Self {
        Self { told }
    }

    #[handler]
    async fn bear(&mut self, bear: Bear, ctx: &mut Context<Self>) -> Address<Store> {
        let short = Duration::from_millis(50);
        match bear {
            Bear::Again => ctx.spawn_with::<Store>((), Restart::always()),
            Bear::ForAWhile => {
                ctx.create::<Store>(()).transient_idle(short).await.expect("created")
            }
            Bear::Spawned => {
                let child = ctx.spawn::<Store>(());
                ctx.send(&child, Note(1));
                ctx.send(&child, database("from its parent"));
                child
            }
        }
    }

    #[handler]
    fn exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.told, exited.reason);
    }
}

async fn bear(system: &ActorSystem, bear: Bear) -> (Address<Store>, Endpoint) {
    let ear = system.private();
    let parent = system.create::<Parent>(ear.address()).await.expect("created");
    (parent.ask(bear).timeout(SOON).await.expect("a child"), ear)
}

async fn a_child_waits_from_the_start(system: ActorSystem) {
    let (child, _ear) = bear(&system, Bear::Spawned).await;
    child.tell(Settings(1)).await.expect("told");
    // Its parent and this test send without regard to one another.
    let log = loop {
        let log = child.ask(Log).timeout(SOON).await.expect("a log");
        if log.len() == 4 {
            break log;
        }
    };
    assert_eq!(log[2..], ["ready", "1"], "{log:?}");
}

async fn one_that_is_made_again_when_it_ends_waits_again(system: ActorSystem) {
    let (child, _ear) = bear(&system, Bear::Again).await;
    child.tell(Note(1)).await.expect("told");
    child.ask(database("a")).timeout(SOON).await.expect("a database");
    child.tell(ActorExitRequest::new()).await.expect("told");
    // What is held is handled by the next life.
    child.ask(database("b")).timeout(SOON).await.expect("a database");
    child.ask(Settings(1)).timeout(SOON).await.expect("settings");
    let log = child.ask(Log).timeout(SOON).await.expect("a log");
    assert_eq!(log, ["database b", "settings 1", "ready", "1"]);
}

async fn one_that_lives_for_a_while_ends_although_it_waits(system: ActorSystem) {
    let (child, ear) = bear(&system, Bear::ForAWhile).await;
    let held = child.ask(Log).timeout(SOON).await;
    assert_eq!(held, Err(AskError::Ended(ExitReason::Requested)));
    let reason = ear.listen(SOON).await.expect("it ends").take::<ExitReason>();
    assert_eq!(reason.expect("a reason"), ExitReason::Requested);
}

on_every_base! {
    other_messages_are_held_in_order_until_each_kind_has_come
    an_ask_is_answered_when_the_last_of_them_has_come
    a_kind_that_comes_again_is_handled_at_once
    its_status_says_what_it_waits_for_and_what_it_holds
    a_message_whose_handler_fails_has_not_come
    one_that_is_built_again_after_a_panic_waits_again
    a_child_waits_from_the_start
    one_that_is_made_again_when_it_ends_waits_again
    one_that_lives_for_a_while_ends_although_it_waits
}
