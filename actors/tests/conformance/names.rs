//! Named actors.

use actors::{AskError, CreateError, prelude::*};

use crate::{
    SOON,
    gate::{Gate, Open, Pass},
    on_every_base,
};

struct Place {
    first: String,
}

#[message]
struct First;

#[actor]
impl Place {
    #[init]
    fn new(first: String) -> Self {
        Self { first }
    }

    #[handler]
    fn first(&self, _: First) -> String {
        self.first.clone()
    }
}

#[derive(Default)]
struct Other;

#[actor]
impl Other {
    #[handler]
    fn first(&self, _: First) {}
}

/// Ends when it has passed the gate.
struct Child(Address<Gate>);

#[actor]
impl Child {
    #[init]
    fn new(gate: Address<Gate>) -> Self {
        Self(gate)
    }

    #[handler]
    async fn exit(&mut self, _: ActorExitRequest) {
        // One that is gone lets it pass too.
        let _ = self.0.ask(Pass).await;
    }
}

/// Has a child.
struct Parent;

#[actor]
impl Parent {
    #[init]
    async fn new(gate: Address<Gate>, ctx: &mut Context<Self>) -> Result<Self, CreateError> {
        ctx.create::<Child>(gate).await?;
        Ok(Self)
    }

    #[handler]
    fn first(&self, _: First) {}
}

/// Makes named actors from inside.
#[derive(Default)]
struct Maker;

#[message]
struct Make(String);

#[actor]
impl Maker {
    #[handler]
    async fn make(
        &mut self,
        Make(first): Make,
        ctx: &mut Context<Self>,
    ) -> Result<Address<Place>, String> {
        let place = ctx.create::<Place>(first).named("place").await;
        assert!(ctx.children().is_empty(), "a named actor is nobody's child");
        place.map_err(|error| error.to_string())
    }
}

async fn the_first_creation_of_a_name_makes_the_actor(system: ActorSystem) {
    let first = system.create::<Place>("a".into()).named("place").await.expect("created");
    let second = system.create::<Place>("b".into()).named("place").await.expect("found");
    assert_eq!(first, second);
    assert_eq!(second.ask(First).timeout(SOON).await, Ok("a".to_owned()));
    let maker = system.create::<Maker>(()).await.expect("created");
    let third = maker.ask(Make("c".into())).timeout(SOON).await;
    assert_eq!(third, Ok(first));
}

async fn a_name_with_another_type_is_an_error(system: ActorSystem) {
    system.create::<Place>("a".into()).named("place").await.expect("created");
    let error = system.create::<Other>(()).named("place").await.expect_err("taken");
    assert!(matches!(error, CreateError::NameTaken { .. }), "{error:?}");
    assert!(error.to_string().starts_with("the name `place` belongs to a "), "{error}");
}

async fn a_name_is_free_when_its_owner_has_ended(system: ActorSystem) {
    let first = system.create::<Place>("a".into()).named("place").await.expect("created");
    first.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    while first.ask(First).timeout(SOON).await.is_ok() {}
    let second = system.create::<Place>("b".into()).named("place").await.expect("created");
    assert_ne!(first, second);
    assert_eq!(second.ask(First).timeout(SOON).await, Ok("b".to_owned()));
}

async fn who_hears_of_an_end_finds_the_name_free(system: ActorSystem) {
    let mut place = system.create::<Place>("a".into()).named("place").await.expect("created");
    for _ in 0..20 {
        place.tell(ActorExitRequest::new()).await.expect("told");
        // Most of them are in its hand, or in its mailbox, when it ends.
        let asked = tokio::join!(place.ask(First), place.ask(First), place.ask(First));
        for answer in [asked.0, asked.1, asked.2] {
            assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
        }
        let next = system.create::<Place>("a".into()).named("place").await.expect("created");
        assert_ne!(next, place);
        place = next;
    }
    assert_eq!(place.ask(First).timeout(SOON).await, Ok("a".to_owned()));
}

async fn a_name_is_free_before_the_children_of_its_owner_have_ended(system: ActorSystem) {
    let gate = system.create::<Gate>(()).await.expect("created");
    let parent = system.create::<Parent>(gate.clone()).named("parent").await.expect("created");
    parent.tell(ActorExitRequest::new()).await.expect("told");
    let answer = parent.ask(First).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
    let next = system.create::<Parent>(gate.clone()).named("parent").await.expect("created");
    assert_ne!(next, parent);
    gate.tell(Open).await.expect("told");
    assert_eq!(next.ask(First).timeout(SOON).await, Ok(()));
}

async fn many_who_claim_a_name_at_once_get_the_same_actor(system: ActorSystem) {
    let claims = (0..20).map(|number| {
        let system = system.clone();
        async move { system.create::<Place>(number.to_string()).named("place").await }
    });
    let mut places = Vec::new();
    let mut tasks = tokio::task::JoinSet::new();
    for claim in claims {
        tasks.spawn(claim);
    }
    while let Some(place) = tasks.join_next().await {
        places.push(place.expect("no panic").expect("created or found"));
    }
    places.dedup();
    assert_eq!(places.len(), 1);
}

on_every_base! {
    the_first_creation_of_a_name_makes_the_actor
    a_name_with_another_type_is_an_error
    a_name_is_free_when_its_owner_has_ended
    who_hears_of_an_end_finds_the_name_free
    a_name_is_free_before_the_children_of_its_owner_have_ended
    many_who_claim_a_name_at_once_get_the_same_actor
}
