//! Status: what an operator sees of actors and of the system.

use std::time::Duration;

use actors::{ActorStatus, prelude::*};

use crate::{SOON, on_every_base};

/// Tells those who work for it what to do.
struct Boss {
    witness: AnyAddress,
}

#[message]
struct Hire;

#[message]
struct Give(Address<Worker>, u32);

#[message]
struct Inspect(AnyAddress);

#[message]
struct Inspected(String);

#[message]
struct WakeLater;

#[actor]
impl Boss {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn hire(&mut self, _: Hire, ctx: &mut Context<Self>) -> Address<Worker> {
        ctx.spawn::<Worker>(())
    }

    #[handler]
    fn give(&mut self, Give(worker, count): Give, ctx: &mut Context<Self>) {
        for _ in 0..count {
            ctx.send(&worker, Work);
        }
    }

    #[handler]
    fn inspect(&mut self, Inspect(actor): Inspect, ctx: &mut Context<Self>) {
        ctx.request_status(&actor);
    }

    #[handler]
    fn inspected(&mut self, status: ActorStatus, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, Inspected(status.actor));
    }

    #[handler]
    fn wake_later(&mut self, _: WakeLater, ctx: &mut Context<Self>) {
        ctx.wakeup_after(Duration::from_secs(3600), ());
    }

    #[handler]
    fn wake(&mut self, _: WakeupMessage) {}
}

/// Works, or waits.
#[derive(Default)]
struct Worker;

#[message]
struct Work;

#[message]
struct Sync;

#[message]
struct Fail;

#[message]
struct WaitForWord(Address<Gate>);

/// Keeps those who ask waiting until it is opened.
struct Gate {
    witness: AnyAddress,
    waiting: Vec<ReplyTo<u32>>,
}

#[message]
struct Pass;

#[message]
struct SomebodyWaits;

#[message]
struct Open;

#[actor]
impl Gate {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness, waiting: Vec::new() }
    }

    #[handler]
    fn pass(&mut self, _: Pass, reply: ReplyTo<u32>, ctx: &mut Context<Self>) {
        self.waiting.push(reply);
        ctx.send(&self.witness, SomebodyWaits);
    }

    #[handler]
    fn open(&mut self, _: Open) {
        self.waiting.drain(..).for_each(|waiting| waiting.send(7));
    }
}

#[actor]
impl Worker {
    #[handler]
    fn work(&mut self, _: Work) {}

    #[handler]
    fn sync(&mut self, _: Sync) -> bool {
        true
    }

    #[handler]
    fn fail(&mut self, _: Fail) {
        panic!("as it was told to")
    }

    #[handler]
    async fn wait(&mut self, WaitForWord(gate): WaitForWord) -> u32 {
        gate.ask(Pass).await.expect("it opens")
    }
}

fn count(counts: &std::collections::BTreeMap<String, u64>, name: &str) -> u64 {
    counts.iter().find(|(key, _)| key.ends_with(name)).map_or(0, |(_, count)| *count)
}

/// The status of an actor that has nothing to do: an answer may be here a moment before its actor
/// rests.
async fn at_rest(system: &ActorSystem, actor: AnyAddress) -> ActorStatus {
    loop {
        let status = system.status_of(&actor).await.expect("a status");
        if status.busy.is_none() {
            return status;
        }
        tokio::task::yield_now().await;
    }
}

async fn a_status_says_who_an_actor_is_and_what_it_has_done(system: ActorSystem) {
    let witness = system.private();
    let boss = system.create::<Boss>(witness.address()).named("boss").await.expect("created");
    let worker = boss.ask(Hire).timeout(SOON).await.expect("hired");
    boss.ask(Give(worker.clone(), 3)).timeout(SOON).await.expect("given");
    worker.ask(Sync).timeout(SOON).await.expect("it answers");

    let status = at_rest(&system, boss.any()).await;
    assert!(status.actor.ends_with("status::Boss"), "{}", status.actor);
    assert_eq!(status.address, boss.any());
    assert_eq!(status.name.as_deref(), Some("boss"));
    assert_eq!(status.parent, None);
    assert_eq!(status.children, [worker.any()]);
    assert_eq!((count(&status.handled, "::Hire"), count(&status.handled, "::Give")), (1, 1));
    assert_eq!(count(&status.sent, "::Work"), 3);
    assert_eq!(status.mailbox.capacity, 1024);

    let status = loop {
        let status = at_rest(&system, worker.any()).await;
        // What its boss gives it may come later than what the outside says.
        if count(&status.handled, "::Work") == 3 {
            break status;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(status.parent, Some(boss.any()));
    assert_eq!(status.name, None);
    assert_eq!(count(&status.handled, "::Sync"), 1);
    assert_eq!((status.mailbox.waiting, status.panics), (0, 0));
}

async fn a_busy_actor_tells_its_status_and_what_it_is_busy_with(system: ActorSystem) {
    let witness = system.private();
    let worker = system.create::<Worker>(()).await.expect("created");
    let gate = system.create::<Gate>(witness.address()).await.expect("created");
    worker.tell(WaitForWord(gate.clone())).await.expect("told");
    witness.listen(SOON).await.expect("it waits").take::<SomebodyWaits>().expect("it waits");
    worker.tell(Work).await.expect("told");
    worker.tell(Work).await.expect("told");

    let status = loop {
        let status = system.status_of(&worker).await.expect("a status");
        // What was told may still be on its way between processes.
        if status.mailbox.waiting == 2 {
            break status;
        }
        tokio::task::yield_now().await;
    };
    let busy = status.busy.expect("it is busy");
    assert!(busy.message.is_some_and(|message| message.ends_with("::WaitForWord")));
    assert_eq!(count(&status.handled, "::Work"), 0);

    gate.tell(Open).await.expect("told");
    assert_eq!(worker.ask(Sync).timeout(SOON).await, Ok(true));
    let status = at_rest(&system, worker.any()).await;
    assert_eq!(status.mailbox.waiting, 0);
    assert_eq!(count(&status.handled, "::Work"), 2);
}

async fn an_actor_that_asks_gets_the_status_as_a_message(system: ActorSystem) {
    let witness = system.private();
    let boss = system.create::<Boss>(witness.address()).await.expect("created");
    let worker = system.create::<Worker>(()).await.expect("created");
    boss.tell(Inspect(worker.any())).await.expect("told");
    let heard = witness.listen(SOON).await.expect("heard").take::<Inspected>().expect("inspected");
    assert!(heard.0.ends_with("status::Worker"), "{}", heard.0);
}

async fn an_address_is_asked_for_the_status_of_its_actor(system: ActorSystem) {
    let worker = system.create::<Worker>(()).await.expect("created");
    worker.ask(Sync).timeout(SOON).await.expect("it answers");
    let status = worker.status().await.expect("a status");
    assert_eq!((status.address, count(&status.handled, "::Sync")), (worker.any(), 1));
    let status = worker.recipient::<Work>().status().await.expect("a status");
    assert_eq!((status.address, count(&status.handled, "::Sync")), (worker.any(), 1));
}

async fn a_troupe_counts_what_it_hands_on_and_what_waits(system: ActorSystem) {
    let witness = system.private();
    let troupe = system.create::<Worker>(()).troupe(1, 1).await.expect("created");
    let gate = system.create::<Gate>(witness.address()).await.expect("created");
    troupe.tell(WaitForWord(gate.clone())).await.expect("told");
    witness.listen(SOON).await.expect("it waits").take::<SomebodyWaits>().expect("it waits");
    troupe.tell(Work).await.expect("told");
    troupe.tell(Work).await.expect("told");

    let status = loop {
        let status = troupe.status().await.expect("a status");
        // What was told may still be on its way between processes.
        if status.mailbox.waiting == 2 {
            break status;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(status.handled.len(), 1, "{status}");
    assert_eq!(count(&status.handled, "::WaitForWord"), 1);
    let [worker] = &status.children[..] else { panic!("{status}") };
    let status = worker.status().await.expect("a status");
    assert!(status.busy.is_some_and(|busy| busy.message.is_some()));

    gate.tell(Open).await.expect("told");
    assert_eq!(troupe.ask(Sync).timeout(SOON).await, Ok(true));
    let status = loop {
        let status = troupe.status().await.expect("a status");
        // The answer may be here before the manager has heard that the worker is done.
        if status.mailbox.waiting == 0 {
            break status;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((count(&status.handled, "::Work"), count(&status.handled, "::Sync")), (2, 1));
}

async fn the_status_of_an_actor_that_has_ended_is_an_error(system: ActorSystem) {
    let worker = system.create::<Worker>(()).await.expect("created");
    worker.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it ends");
    loop {
        match system.status_of(&worker).await {
            // An actor answers before the last of its end.
            Ok(_) => tokio::task::yield_now().await,
            Err(AskError::Ended(_)) => break,
            Err(other) => panic!("{other}"),
        }
    }
}

async fn a_status_counts_panics_restarts_and_pending_wakeups(system: ActorSystem) {
    let witness = system.private();
    let worker = system.create::<Worker>(()).await.expect("created");
    worker.ask(Fail).timeout(SOON).await.expect_err("poison");
    let status = system.status_of(&worker).await.expect("a status");
    assert_eq!((status.panics, status.restarts), (2, 2));
    assert_eq!(count(&status.handled, "::Fail"), 1);

    let boss = system.create::<Boss>(witness.address()).await.expect("created");
    boss.ask(WakeLater).timeout(SOON).await.expect("done");
    boss.ask(WakeLater).timeout(SOON).await.expect("done");
    assert_eq!(system.status_of(&boss).await.expect("a status").pending_wakeups, 2);
}

async fn the_system_tells_its_actors_and_what_was_counted(system: ActorSystem) {
    let witness = system.private();
    let boss = system.create::<Boss>(witness.address()).named("boss").await.expect("created");
    let worker = boss.ask(Hire).timeout(SOON).await.expect("hired");
    worker.ask(Fail).timeout(SOON).await.expect_err("poison");
    boss.ask(Give(worker.clone(), 3)).timeout(SOON).await.expect("given");
    boss.ask(WakeLater).timeout(SOON).await.expect("done");

    let status = loop {
        let status = system.status().await;
        // What its boss gives it may come later than what the outside says.
        if count(&status.handled, "::Work") == 3 {
            break status;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((count(&status.handled, "::Hire"), count(&status.handled, "::Fail")), (1, 1));
    assert_eq!((count(&status.sent, "::Work"), status.pending_wakeups), (3, 1));
    assert_eq!(status.names, [("boss".to_owned(), boss.any())].into());
    assert_eq!(status.base, system.base().to_string());
    assert_eq!(status.live_actors, 2);
    assert_eq!((status.poison, status.restarts), (1, 2));
    let [actor] = &status.actors[..] else { panic!("{:?}", status.actors) };
    assert_eq!((actor.address.clone(), actor.name.as_deref()), (boss.any(), Some("boss")));
    assert!(status.processes.iter().all(|process| !process.unresponsive), "{status}");
    let pids: Vec<_> = status.processes.iter().map(|process| process.pid).collect();
    assert!(pids.contains(&std::process::id()) && pids.contains(&actor.pid), "{status}");
}

async fn a_status_can_be_read_by_people_and_by_machines(system: ActorSystem) {
    let witness = system.private();
    let boss = system.create::<Boss>(witness.address()).named("boss").await.expect("created");
    boss.ask(Hire).timeout(SOON).await.expect("hired");
    let status = system.status_of(&boss).await.expect("a status");
    let table = status.to_string();
    for line in ["name", "boss", "mailbox", "0/1024", "children", "::Hire"] {
        assert!(table.contains(line), "{line} is not in\n{table}");
    }
    let json: serde_json::Value = serde_json::from_str(&status.to_json()).expect("JSON");
    assert_eq!(json["name"], "boss");
    assert_eq!(json["address"], boss.any().to_string());
    assert_eq!(json["mailbox"]["capacity"], 1024);

    let status = system.status().await;
    assert!(status.to_string().contains("top-level actors"), "{status}");
    let json: serde_json::Value = serde_json::from_str(&status.to_json()).expect("JSON");
    assert_eq!(json["actors"][0]["name"], "boss");
    assert_eq!(json["names"]["boss"], boss.any().to_string());
    assert_eq!(json["pending_wakeups"], 0);
    assert!(json["handled"].to_string().contains("::Hire"), "{json}");
}

on_every_base! {
    a_status_says_who_an_actor_is_and_what_it_has_done
    a_busy_actor_tells_its_status_and_what_it_is_busy_with
    an_actor_that_asks_gets_the_status_as_a_message
    an_address_is_asked_for_the_status_of_its_actor
    a_troupe_counts_what_it_hands_on_and_what_waits
    the_status_of_an_actor_that_has_ended_is_an_error
    a_status_counts_panics_restarts_and_pending_wakeups
    the_system_tells_its_actors_and_what_was_counted
    a_status_can_be_read_by_people_and_by_machines
}
