//! Messages that reach nobody are reported.

use std::time::Duration;

use actors::prelude::*;

use crate::{SOON, on_every_base};

/// Tells a witness of dead letters.
struct Undertaker {
    witness: AnyAddress,
}

#[message]
struct Serve(bool);

#[message]
struct Buried {
    name: String,
    reason: String,
}

#[actor]
impl Undertaker {
    #[init]
    fn new(witness: AnyAddress, ctx: &mut Context<Self>) -> Self {
        ctx.handle_dead_letters(true);
        Self { witness }
    }

    #[handler]
    fn serve(&mut self, Serve(serve): Serve, ctx: &mut Context<Self>) {
        ctx.handle_dead_letters(serve);
    }

    #[handler]
    fn bury(&mut self, dead: DeadEnvelope, ctx: &mut Context<Self>) {
        let name = dead.message.name().into_owned();
        let name = if dead.message.is::<Lost>() { "Lost".to_owned() } else { name };
        ctx.send(&self.witness, Buried { name, reason: dead.reason.to_string() });
    }
}

#[derive(Default)]
struct Mortal;

#[message]
struct Lost;

#[message]
struct Known;

#[actor]
impl Mortal {
    #[handler]
    fn known(&mut self, _: Known) {}

    #[handler]
    fn lost(&mut self, _: Lost) {}
}

async fn a_message_to_the_dead_comes_to_those_who_asked_for_them(system: ActorSystem) {
    let witness = system.private();
    let undertaker = system.create::<Undertaker>(witness.address()).await.expect("created");
    undertaker.ask(Serve(true)).timeout(SOON).await.expect("it serves");
    let mortal = system.create::<Mortal>(()).await.expect("created");
    mortal.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    while mortal.ask(Known).timeout(SOON).await.is_ok() {}
    loop {
        // Until the news that somebody wants them is here, dead letters are only counted.
        mortal.tell(Lost).await.expect("told");
        let Ok(buried) = witness.listen(Duration::from_millis(50)).await else { continue };
        let buried = buried.take::<Buried>().expect("a letter");
        // The asks that found the end were dead letters too.
        if buried.name == "Lost" {
            assert!(buried.reason.contains("has ended"), "{}", buried.reason);
            break;
        }
    }
}

async fn a_message_that_nobody_handles_is_a_dead_letter(system: ActorSystem) {
    let witness = system.private();
    let undertaker = system.create::<Undertaker>(witness.address()).await.expect("created");
    undertaker.ask(Serve(true)).timeout(SOON).await.expect("it serves");
    let mortal = system.create::<Mortal>(()).await.expect("created");
    mortal.any().tell(7_u64).await.expect("told");
    let buried = witness.listen(SOON).await.expect("a letter").take::<Buried>();
    assert_eq!(buried.expect("a letter").reason, "the actor has no handler for it");
}

on_every_base! {
    a_message_to_the_dead_comes_to_those_who_asked_for_them
    a_message_that_nobody_handles_is_a_dead_letter
}
