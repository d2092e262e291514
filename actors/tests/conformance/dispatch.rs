//! Which handler gets a message, and what becomes of one that none is for.

use actors::prelude::*;

use crate::{SOON, on_every_base};

/// Handles one message.
#[derive(Default)]
struct Single;

#[message]
struct Known(u32);

#[actor]
impl Single {
    #[handler]
    fn known(&mut self, Known(number): Known) -> u32 {
        number + 1
    }
}

/// Hands on what it gets to whoever it is told.
#[derive(Default)]
struct Passer;

#[message]
struct Pass(AnyAddress);

#[actor]
impl Passer {
    #[handler]
    fn pass(&mut self, pass: &Pass, ctx: &mut Context<Self>) -> u32 {
        ctx.forward(&pass.0);
        0
    }
}

async fn asking_what_is_not_handled_is_answered_at_once(system: ActorSystem) {
    let single = system.create::<Single>(()).await.expect("created");
    let passer = system.create::<Passer>(()).await.expect("created");
    let answer = passer.ask(Pass(single.any())).timeout(SOON).await;
    let Err(AskError::Unhandled { actor, .. }) = answer else { panic!("{answer:?}") };
    assert!(actor.ends_with("Single"), "{actor}");
    assert_eq!(single.ask(Known(1)).timeout(SOON).await, Ok(2), "it is well");
}

on_every_base! {
    asking_what_is_not_handled_is_answered_at_once
}
