//! Children that are made again when they end, within limits.

use std::time::Duration;

use actors::{ExitReason, Restart, prelude::*};

use crate::{SOON, on_every_base};

/// Counts, and fails when asked to.
struct Child {
    witness: AnyAddress,
    count: u64,
}

#[message]
struct Count;

#[message]
struct Fail;

#[actor(on_panic = "stop")]
impl Child {
    #[init]
    fn new(witness: AnyAddress, ctx: &mut Context<Self>) -> Self {
        ctx.send(&witness, String::from("begun"));
        Self { witness, count: 0 }
    }

    #[handler]
    fn count(&mut self, _: Count) -> u64 {
        self.count += 1;
        self.count
    }

    #[handler]
    fn fail(&mut self, _: Fail) {
        panic!("as asked");
    }

    #[handler]
    fn fail_softly(&mut self, _: Soft, ctx: &mut Context<Self>) {
        ctx.fail("softly");
    }

    #[handler]
    fn exit(&mut self, _: ActorExitRequest, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, String::from("asked"));
    }
}

#[message]
struct Soft;

/// Has children under different policies.
struct Parent {
    witness: AnyAddress,
}

#[message]
struct Bear(Policy);

#[message]
enum Policy {
    Never,
    OnFailure,
    Twice,
    Always,
}

#[message]
struct Ended(AnyAddress, ExitReason);

#[actor]
impl Parent {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn bear(&mut self, Bear(policy): Bear, ctx: &mut Context<Self>) -> Address<Child> {
        let soon = Duration::from_millis(2);
        let restart = match policy {
            Policy::Never => Restart::never(),
            Policy::OnFailure => Restart::on_failure(),
            Policy::Twice => Restart::on_failure().at_most(2, Duration::from_secs(3600)),
            Policy::Always => Restart::always(),
        };
        ctx.spawn_with::<Child>(self.witness.clone(), restart.backoff(soon, soon))
    }

    #[handler]
    fn ended(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, Ended(exited.child, exited.reason));
    }
}

/// The next word of a child.
async fn word(witness: &Endpoint) -> String {
    let message = witness.listen(SOON).await.expect("a word");
    message.take::<String>().expect("a child's word")
}

async fn born(system: &ActorSystem, policy: Policy) -> (Endpoint, Address<Parent>, Address<Child>) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    let child = parent.ask(Bear(policy)).timeout(SOON).await.expect("a child");
    assert_eq!(word(&witness).await, "begun");
    (witness, parent, child)
}

async fn a_child_that_failed_is_made_again_with_its_address(system: ActorSystem) {
    let (witness, _parent, child) = born(&system, Policy::OnFailure).await;
    assert_eq!(child.ask(Count).timeout(SOON).await, Ok(1));
    assert_eq!(child.ask(Count).timeout(SOON).await, Ok(2));
    assert!(child.ask(Fail).timeout(SOON).await.is_err());
    // What is sent while it rests waits for it.
    assert_eq!(child.ask(Count).timeout(SOON).await, Ok(1));
    assert_eq!(word(&witness).await, "begun");
}

async fn a_child_that_fails_too_often_stays_ended(system: ActorSystem) {
    let (witness, _parent, child) = born(&system, Policy::Twice).await;
    for _ in 0..2 {
        assert!(child.ask(Fail).timeout(SOON).await.is_err());
        assert_eq!(child.ask(Count).timeout(SOON).await, Ok(1));
        assert_eq!(word(&witness).await, "begun");
    }
    child.tell(Soft).await.expect("told");
    let ended = witness.listen(SOON).await.expect("the end").take::<Ended>().expect("the end");
    assert_eq!(ended.0, child.any());
    assert_eq!(ended.1, ExitReason::Failed("softly".into()));
    let answer = child.ask(Count).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
}

async fn a_child_without_a_policy_stays_ended(system: ActorSystem) {
    let (witness, _parent, child) = born(&system, Policy::Never).await;
    child.tell(Soft).await.expect("told");
    let ended = witness.listen(SOON).await.expect("the end").take::<Ended>().expect("the end");
    assert_eq!(ended.1, ExitReason::Failed("softly".into()));
}

async fn an_end_that_was_asked_for_is_no_failure(system: ActorSystem) {
    let (witness, _parent, child) = born(&system, Policy::OnFailure).await;
    child.tell(ActorExitRequest::new()).await.expect("told");
    let mut ended = None;
    for _ in 0..2 {
        // The child and the parent are two senders.
        let message = witness.listen(SOON).await.expect("a word");
        ended = message.take::<Ended>().ok().or(ended);
    }
    assert_eq!(ended.expect("the end").1, ExitReason::Requested);
}

async fn a_child_that_is_always_made_again_survives_a_request(system: ActorSystem) {
    let (witness, parent, child) = born(&system, Policy::Always).await;
    assert_eq!(child.ask(Count).timeout(SOON).await, Ok(1));
    child.tell(ActorExitRequest::new()).await.expect("told");
    assert_eq!(child.ask(Count).timeout(SOON).await, Ok(1), "it counts anew");
    assert_eq!(word(&witness).await, "asked");
    assert_eq!(word(&witness).await, "begun");
    // With its parent it ends for good.
    parent.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    while child.ask(Count).timeout(SOON).await.is_ok() {}
}

async fn a_request_to_a_resting_child_that_is_always_made_again_ends_one_life(system: ActorSystem) {
    let (witness, _parent, child) = born(&system, Policy::Always).await;
    assert!(child.ask(Fail).timeout(SOON).await.is_err());
    // It rests, or does so no more.
    child.tell(ActorExitRequest::new()).await.expect("told");
    assert_eq!(child.ask(Count).timeout(SOON).await, Ok(1));
    for expected in ["begun", "asked", "begun"] {
        assert_eq!(word(&witness).await, expected);
    }
}

/// Has a child in a process of its own, and tells of its new lives.
struct Keeper {
    witness: AnyAddress,
}

#[message]
struct Keep;

#[derive(Default)]
struct Kept;

#[message]
struct Pid;

#[message]
struct Renewed(Address<Kept>, ExitReason);

#[actor]
impl Kept {
    #[handler]
    fn pid(&mut self, _: Pid) -> u32 {
        std::process::id()
    }
}

#[actor]
impl Keeper {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn keep(&mut self, _: Keep, ctx: &mut Context<Self>) -> Address<Kept> {
        let soon = Duration::from_millis(2);
        let restart = Restart::on_failure().at_most(2, Duration::from_secs(3600));
        ctx.spawn_with::<Kept>((), restart.backoff(soon, soon))
    }

    #[handler]
    fn restarted(&mut self, restarted: ChildActorRestarted, ctx: &mut Context<Self>) {
        let kept = restarted.child.downcast::<Kept>().expect("it is one");
        ctx.send(&self.witness, Renewed(kept, restarted.reason));
    }

    #[handler]
    fn ended(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, Ended(exited.child, exited.reason));
    }
}

async fn a_child_whose_process_is_killed_is_made_again_in_a_new_one(system: ActorSystem) {
    let witness = system.private();
    let keeper = system.create::<Keeper>(witness.address()).await.expect("created");
    let mut kept = keeper.ask(Keep).timeout(SOON).await.expect("a child");
    for _ in 0..2 {
        crate::processes::kill(kept.ask(Pid).timeout(SOON).await.expect("a pid"));
        let renewed = witness.listen(SOON).await.expect("a new life").take::<Renewed>();
        let Renewed(child, reason) = renewed.expect("a new life");
        assert_eq!(reason, ExitReason::Killed(9));
        assert_ne!(child, kept, "an address names one actor for ever");
        kept = child;
    }
    crate::processes::kill(kept.ask(Pid).timeout(SOON).await.expect("a pid"));
    let ended = witness.listen(SOON).await.expect("the end").take::<Ended>().expect("the end");
    assert_eq!((ended.0, ended.1), (kept.any(), ExitReason::Killed(9)));
}

on_every_base! {
    a_child_whose_process_is_killed_is_made_again_in_a_new_one
    a_child_that_failed_is_made_again_with_its_address
    a_child_that_fails_too_often_stays_ended
    a_child_without_a_policy_stays_ended
    an_end_that_was_asked_for_is_no_failure
    a_child_that_is_always_made_again_survives_a_request
    a_request_to_a_resting_child_that_is_always_made_again_ends_one_life
}
