//! What a system has, and what actors require.

use actors::prelude::*;

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

on_every_base! {
    what_an_actor_requires_must_be_there
    a_program_that_joins_goes_by_what_the_system_has
}
