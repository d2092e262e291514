//! What a system has, and what actors require.

use actors::{ExitReason, Value, prelude::*};

use crate::{SOON, on_every_base};

#[message]
struct Serve;

/// Runs in one zone only.
#[derive(Default)]
struct Picky;

#[actor]
#[require_capability("zone", "eu")]
impl Picky {
    #[handler]
    fn serve(&mut self, _: Serve) {}
}

/// A system of the same base that has the zone.
async fn rich(system: &ActorSystem) -> ActorSystem {
    let builder = ActorSystem::builder(system.base()).admin("127.0.0.1:0");
    builder.capability("zone", "eu").start().await.expect("starts")
}

async fn what_an_actor_requires_must_be_there(system: ActorSystem) {
    let error = system.create::<Picky>(()).await.expect_err("not there");
    assert!(error.to_string().contains("the capability `zone` = \"eu\""), "{error}");
    let rich = rich(&system).await;
    let picky = rich.create::<Picky>(()).await.expect("created");
    picky.ask(Serve).timeout(SOON).await.expect("an answer");
    rich.shutdown().await.expect("down");
}

async fn a_program_that_joins_goes_by_what_the_system_has(system: ActorSystem) {
    let rich = rich(&system).await;
    let address = rich.admin().expect("an admin").to_string();
    for _ in 0..20 {
        let builder = ActorSystem::builder(system.base()).admin(&address).capability("zone", "us");
        let joined = builder.start().await.expect("joins");
        joined.create::<Picky>(()).await.expect("created");
    }
    rich.shutdown().await.expect("down");
}

/// Has a picky child and tells how it ends.
struct Host {
    witness: AnyAddress,
}

#[message]
struct Bear;

#[message]
struct SetZone(Option<String>);

#[message]
struct Ended(ExitReason);

#[actor]
impl Host {
    #[init]
    fn new(witness: AnyAddress, ctx: &mut Context<Self>) -> Self {
        ctx.handle_dead_letters(true);
        Self { witness }
    }

    #[handler]
    fn bear(&mut self, _: Bear, ctx: &mut Context<Self>) -> Address<Picky> {
        let child = ctx.spawn::<Picky>(());
        ctx.send(&child, Serve);
        child
    }

    #[handler]
    fn set(&mut self, SetZone(zone): SetZone, ctx: &mut Context<Self>) {
        ctx.update_capability("zone", zone.map(Value::from));
    }

    #[handler]
    fn ended(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, Ended(exited.reason));
    }

    #[handler]
    fn dead(&mut self, dead: DeadEnvelope, ctx: &mut Context<Self>) {
        if dead.message.is::<Serve>() {
            ctx.send(&self.witness, dead.reason.to_string());
        }
    }
}

async fn ended(witness: &Endpoint) -> ExitReason {
    loop {
        let message = witness.listen(SOON).await.expect("the end");
        if let Ok(ended) = message.take::<Ended>() {
            return ended.0;
        }
    }
}

async fn actors_that_no_longer_fit_are_asked_to_end(system: ActorSystem) {
    let witness = system.private();
    system.update_capability("zone", "eu").await;
    let host = system.create::<Host>(witness.address()).await.expect("created");
    let picky = host.ask(Bear).timeout(SOON).await.expect("a child");
    picky.ask(Serve).timeout(SOON).await.expect("it fits");
    system.update_capability("zone", "us").await;
    let reason = ended(&witness).await;
    assert_eq!(reason, ExitReason::CapabilityLost("the capability `zone` = \"eu\"".into()));
    let answer = picky.ask(Serve).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(ExitReason::CapabilityLost(_)))), "{answer:?}");
    let error = system.create::<Picky>(()).await.expect_err("it does not fit");
    assert!(matches!(error, CreateError::NoCompatibleSystem { .. }), "{error}");
}

async fn a_value_that_is_there_already_changes_nothing(system: ActorSystem) {
    system.update_capability("zone", "eu").await;
    let picky = system.create::<Picky>(()).await.expect("it fits");
    system.update_capability("zone", "eu").await;
    system.update_capability("other", [1, 2]).await;
    picky.ask(Serve).timeout(SOON).await.expect("it lives");
    assert!(system.capabilities().has("other"));
    system.update_capability("other", None).await;
    assert!(!system.capabilities().has("other"));
    picky.ask(Serve).timeout(SOON).await.expect("it lives");
}

async fn an_actor_changes_what_its_system_has(system: ActorSystem) {
    let witness = system.private();
    let host = system.create::<Host>(witness.address()).await.expect("created");
    host.ask(SetZone(Some("eu".into()))).timeout(SOON).await.expect("it sets it");
    let picky = host.ask(Bear).timeout(SOON).await.expect("a child");
    picky.ask(Serve).timeout(SOON).await.expect("it fits");
    host.ask(SetZone(None)).timeout(SOON).await.expect("it takes it away");
    assert!(matches!(ended(&witness).await, ExitReason::CapabilityLost(_)));
}

async fn what_is_sent_to_a_child_that_does_not_fit_is_a_dead_letter_at_once(system: ActorSystem) {
    let witness = system.private();
    let host = system.create::<Host>(witness.address()).await.expect("created");
    let picky = host.ask(Bear).timeout(SOON).await.expect("an address");
    let (mut letter, mut end) = (None, None);
    while letter.is_none() || end.is_none() {
        match witness.listen(SOON).await.expect("a word").take::<Ended>() {
            Ok(Ended(reason)) => end = Some(reason.to_string()),
            Err(message) => letter = message.take::<String>().ok(),
        }
    }
    let (letter, end) = (letter.expect("a letter"), end.expect("an end"));
    assert!(letter.contains("no compatible system"), "{letter}");
    assert!(end.contains("the capability `zone` = \"eu\""), "{end}");
    let answer = picky.ask(Serve).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(ExitReason::NotStarted(_)))), "{answer:?}");
}

async fn a_system_says_what_it_is(system: ActorSystem) {
    let capabilities = system.capabilities();
    let base = system.base().to_string();
    assert_eq!(capabilities.get("Base"), Some(&Value::from(base)));
    assert_eq!(capabilities.get("OS"), Some(&Value::from(std::env::consts::OS)));
    for key in ["System Name", "Version", "Host", "Architecture"] {
        assert!(capabilities.has(key), "{key} of {capabilities:?}");
    }
}

on_every_base! {
    actors_that_no_longer_fit_are_asked_to_end
    a_value_that_is_there_already_changes_nothing
    an_actor_changes_what_its_system_has
    what_is_sent_to_a_child_that_does_not_fit_is_a_dead_letter_at_once
    a_system_says_what_it_is
    what_an_actor_requires_must_be_there
    a_program_that_joins_goes_by_what_the_system_has
}
