//! How many workers a troupe has, and what it says of them.

use std::time::Duration;

use actors::{
    TroupeCounts, TroupeError, TroupeSettings, TroupeStatus, UpdateTroupeSettings, prelude::*,
};

use super::{Gate, Job, Work, Worker};
use crate::{SOON, on_every_base};

/// A worker that says when it goes.
struct Guest {
    host: AnyAddress,
}

#[message]
struct Come(Address<Gate>);

#[message]
struct Gone;

#[message]
struct Ping;

#[actor]
#[troupe(max = 4, idle = 2)]
impl Guest {
    #[init]
    fn new(host: AnyAddress) -> Self {
        Self { host }
    }

    #[handler]
    async fn come(&mut self, Come(gate): Come) {
        gate.ask(Job(0)).await.expect("the gate opens");
    }

    #[handler]
    fn ping(&mut self, _: Ping) -> String {
        "pong".into()
    }

    #[handler]
    fn exit(&mut self, _: ActorExitRequest, ctx: &mut Context<Self>) {
        ctx.send(&self.host, Gone);
    }
}

async fn counts(troupe: &Address<Guest>) -> TroupeCounts {
    troupe.ask(TroupeStatus).timeout(SOON).await.expect("counts")
}

/// Lets the troupe have as many workers as there may be.
async fn fill(system: &ActorSystem, troupe: &Address<Guest>, guests: u32) {
    let gate = system.create::<Gate>(guests).await.expect("created");
    let come = || troupe.ask(Come(gate.clone())).timeout(SOON);
    let all = [come(), come(), come(), come()].into_iter().take(guests as usize);
    let all: Vec<_> = all.map(Box::pin).collect();
    for answer in join_all(all).await {
        answer.expect("it came");
    }
}

async fn join_all<F: Future + Unpin>(mut all: Vec<F>) -> Vec<F::Output> {
    let mut done: Vec<Option<F::Output>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (one, done) in all.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = std::pin::Pin::new(one).poll(cx)
            {
                *done = Some(output);
            }
        }
        match done.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

async fn a_troupe_begins_with_one_worker_and_counts_what_it_does(system: ActorSystem) {
    let ear = system.private();
    let troupe = system.create::<Guest>(ear.address()).await.expect("created");
    let at_first = counts(&troupe).await;
    assert_eq!(at_first.settings, TroupeSettings { max: 4, idle: 2 });
    assert_eq!((at_first.workers, at_first.busy, at_first.handled), (1, 0, 0));
    fill(&system, &troupe, 3).await;
    for handled in 3..8 {
        // An answer may come before the word that its worker is done, and a worker that is not
        // known to be done is not given the next message.
        while counts(&troupe).await.handled < handled {}
        assert_eq!(troupe.ask(Ping).timeout(SOON).await.as_deref(), Ok("pong"));
    }
    let mut then = counts(&troupe).await;
    while then.handled < 8 {
        then = counts(&troupe).await;
    }
    assert_eq!((then.workers, then.busy, then.waiting, then.handled), (3, 0, 0, 8), "{then:?}");
}

async fn workers_above_the_idle_number_go_after_two_seconds(system: ActorSystem) {
    let ear = system.private();
    let troupe = system.create::<Guest>(ear.address()).await.expect("created");
    fill(&system, &troupe, 4).await;
    let clock = system.clock();
    let began = clock.now();
    for _ in 0..2 {
        ear.listen(SOON).await.expect("one goes").take::<Gone>().expect("one goes");
    }
    let waited = clock.now() - began;
    assert!(waited > Duration::from_millis(1500), "{waited:?}");
    while counts(&troupe).await.workers > 2 {}
    assert_eq!(counts(&troupe).await.idle, 2, "so many stay");
    assert_eq!(troupe.ask(Ping).timeout(SOON).await.as_deref(), Ok("pong"));
}

async fn the_size_of_a_troupe_is_changed_while_it_runs(system: ActorSystem) {
    let ear = system.private();
    let troupe = system.create::<Guest>(ear.address()).await.expect("created");
    let update = |max, idle| troupe.ask(UpdateTroupeSettings { max, idle }).timeout(SOON);
    assert_eq!(update(2, 1).await, Ok(TroupeSettings { max: 2, idle: 1 }));
    let gate = system.create::<Gate>(3).await.expect("created");
    let come = || Box::pin(troupe.ask(Come(gate.clone())).timeout(SOON));
    let all = join_all(vec![come(), come(), come()]);
    let mut all = std::pin::pin!(all);
    loop {
        let poked = std::future::poll_fn(|cx| {
            let polled = all.as_mut().poll(cx);
            assert!(polled.is_pending(), "two can't open the gate");
            std::task::Poll::Ready(())
        });
        poked.await;
        let now = counts(&troupe).await;
        if (now.busy, now.waiting) == (2, 1) {
            break;
        }
    }
    update(3, 1).await.expect("larger");
    for answer in all.await {
        answer.expect("the third has come");
    }
    update(1, 1).await.expect("smaller");
    for _ in 0..2 {
        ear.listen(SOON).await.expect("one goes").take::<Gone>().expect("one goes");
    }
    while counts(&troupe).await.workers > 1 {}
    assert_eq!(troupe.ask(Ping).timeout(SOON).await.as_deref(), Ok("pong"));
}

async fn a_size_that_a_troupe_cannot_have_is_refused_and_changes_nothing(system: ActorSystem) {
    let troupe = system.create::<Guest>(system.private().address()).await.expect("created");
    for (max, idle, error) in [
        (0, 0, TroupeError::Zero),
        (3, 0, TroupeError::Zero),
        (2, 3, TroupeError::IdleAboveMax { idle: 3, max: 2 }),
    ] {
        let refused = troupe.ask(UpdateTroupeSettings { max, idle }).timeout(SOON).await;
        assert_eq!(refused, Err(AskError::Handler(error)));
    }
    assert_eq!(counts(&troupe).await.settings, TroupeSettings { max: 4, idle: 2 });
}

/// No troupe by itself.
#[derive(Default)]
struct Loner;

#[message]
struct WhoAreYou(Address<Gate>);

#[actor]
impl Loner {
    #[handler]
    async fn who(&mut self, WhoAreYou(gate): WhoAreYou, ctx: &mut Context<Self>) -> String {
        gate.ask(Job(0)).await.expect("the gate opens");
        ctx.address().to_string()
    }
}

async fn any_actor_is_a_troupe_if_it_is_made_as_one(system: ActorSystem) {
    let troupe = system.create::<Loner>(()).troupe(2, 1).await.expect("created");
    let gate = system.create::<Gate>(2).await.expect("created");
    let ask = || troupe.ask(WhoAreYou(gate.clone())).timeout(SOON);
    let (one, other) = tokio::join!(ask(), ask());
    assert_ne!(one.expect("a name"), other.expect("a name"), "two workers");
    let ear = system.private();
    let update = UpdateTroupeSettings { max: 5, idle: 2 };
    let updated = ear.ask_any(&troupe, update, SOON).await.expect("an answer");
    let updated = updated.take::<Result<TroupeSettings, TroupeError>>().expect("settings");
    assert_eq!(updated, Ok(TroupeSettings { max: 5, idle: 2 }));
    let counts = ear.ask_any(&troupe, TroupeStatus, SOON).await.expect("an answer");
    assert_eq!(counts.take::<TroupeCounts>().expect("counts").settings.max, 5);
    for (max, idle) in [(0, 0), (1, 2)] {
        let refused = system.create::<Loner>(()).troupe(max, idle).await;
        assert!(matches!(refused, Err(CreateError::Troupe { .. })), "{refused:?}");
    }
}

async fn what_is_said_when_a_troupe_is_made_comes_before_its_attribute(system: ActorSystem) {
    let troupe = system.create::<Worker>(()).troupe(1, 1).await.expect("created");
    let gate = system.create::<Gate>(1).await.expect("created");
    let ask = |job| troupe.ask(Work { job, gate: gate.clone() }).timeout(SOON);
    let (one, other) = tokio::join!(ask(0), ask(1));
    assert_eq!(one.expect("a name"), other.expect("a name"), "one worker");
}

on_every_base! {
    a_troupe_begins_with_one_worker_and_counts_what_it_does
    workers_above_the_idle_number_go_after_two_seconds
    the_size_of_a_troupe_is_changed_while_it_runs
    a_size_that_a_troupe_cannot_have_is_refused_and_changes_nothing
    any_actor_is_a_troupe_if_it_is_made_as_one
    what_is_said_when_a_troupe_is_made_comes_before_its_attribute
}
