//! Watching any actor.

use actors::prelude::*;

use crate::{SOON, on_every_base};

/// Tells a witness of every end it watches for.
struct Guard {
    witness: AnyAddress,
}

#[message]
struct Watch(AnyAddress, bool);

#[message]
struct Seen(String);

#[actor]
impl Guard {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn watch(&mut self, Watch(target, on): Watch, ctx: &mut Context<Self>) {
        if on { ctx.watch(&target) } else { ctx.unwatch(&target) }
    }

    #[handler]
    fn exited(&mut self, exited: ActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, Seen(exited.address.to_string()));
    }
}

#[derive(Default)]
struct Guarded;

#[message]
struct Ping;

#[actor]
impl Guarded {
    #[handler]
    fn ping(&mut self, _: Ping) {}
}

async fn the_end_is_told_once(system: ActorSystem) {
    let witness = system.private();
    let guard = system.create::<Guard>(witness.address()).await.expect("created");
    let guarded = system.create::<Guarded>(()).await.expect("created");
    for _ in 0..3 {
        guard.ask(Watch(guarded.any(), true)).timeout(SOON).await.expect("it watches");
    }
    guarded.tell(Ping).await.expect("told");
    guarded.tell(ActorExitRequest::new()).await.expect("told");
    let seen = witness.listen(SOON).await.expect("the end").take::<Seen>().expect("the end");
    assert_eq!(seen.0, guarded.any().to_string());
    guard.ask(Watch(guard.any(), false)).timeout(SOON).await.expect("it is well");
    assert!(witness.listen(std::time::Duration::from_millis(5)).await.is_err(), "once");
}

async fn the_end_of_one_that_has_ended_is_told_at_once(system: ActorSystem) {
    let witness = system.private();
    let guard = system.create::<Guard>(witness.address()).await.expect("created");
    let guarded = system.create::<Guarded>(()).await.expect("created");
    guarded.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    while guarded.ask(Ping).timeout(SOON).await.is_ok() {}
    guard.ask(Watch(guarded.any(), true)).timeout(SOON).await.expect("it watches");
    witness.listen(SOON).await.expect("the end").take::<Seen>().expect("the end");
}

async fn who_watches_no_longer_is_not_told(system: ActorSystem) {
    let witness = system.private();
    let guard = system.create::<Guard>(witness.address()).await.expect("created");
    let first = system.create::<Guarded>(()).await.expect("created");
    let second = system.create::<Guarded>(()).await.expect("created");
    guard.ask(Watch(first.any(), true)).timeout(SOON).await.expect("it watches");
    guard.ask(Watch(second.any(), true)).timeout(SOON).await.expect("it watches");
    guard.ask(Watch(first.any(), false)).timeout(SOON).await.expect("it does not");
    first.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    second.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    let seen = witness.listen(SOON).await.expect("the end").take::<Seen>().expect("the end");
    assert_eq!(seen.0, second.any().to_string());
}

async fn the_end_of_an_endpoint_is_told_once(system: ActorSystem) {
    let witness = system.private();
    let guard = system.create::<Guard>(witness.address()).await.expect("created");
    let (first, second) = (system.private(), system.private());
    let addresses = [first.address(), second.address()];
    for address in &addresses {
        guard.ask(Watch(address.clone(), true)).timeout(SOON).await.expect("it watches");
    }
    // One that has listened, and one that never did.
    assert!(first.listen(std::time::Duration::from_millis(1)).await.is_err());
    for (endpoint, address) in [first, second].into_iter().zip(&addresses) {
        drop(endpoint);
        let seen = witness.listen(SOON).await.expect("the end").take::<Seen>().expect("the end");
        assert_eq!(seen.0, address.to_string());
    }
    // One that is gone already.
    guard.ask(Watch(addresses[0].clone(), true)).timeout(SOON).await.expect("it watches");
    let seen = witness.listen(SOON).await.expect("the end").take::<Seen>().expect("the end");
    assert_eq!(seen.0, addresses[0].to_string());
    guard.ask(Watch(addresses[1].clone(), false)).timeout(SOON).await.expect("it is well");
    assert!(witness.listen(std::time::Duration::from_millis(5)).await.is_err(), "once");
}

on_every_base! {
    the_end_of_an_endpoint_is_told_once
    the_end_is_told_once
    the_end_of_one_that_has_ended_is_told_at_once
    who_watches_no_longer_is_not_told
}
