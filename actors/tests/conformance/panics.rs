//! After a panic: once more, then poison.

use actors::prelude::*;

use crate::{SOON, on_every_base};

#[message]
struct Count;

#[message]
struct Fail;

#[message]
struct FailByReference;

#[message]
struct State;

/// Makes an actor that fails, with another `on_panic`.
macro_rules! fragile {
    ($name:ident, $on_panic:literal) => {
        struct $name {
            witness: AnyAddress,
            count: u32,
        }

        #[actor(on_panic = $on_panic)]
        impl $name {
            #[init]
            fn new(witness: AnyAddress) -> Self {
                Self { witness, count: 0 }
            }

            #[handler]
            fn count(&mut self, _: Count) -> u32 {
                self.count += 1;
                self.count
            }

            #[handler]
            fn fail(&mut self, _: Fail, ctx: &mut Context<Self>) {
                self.count += 10;
                let count = self.count;
                ctx.send(&self.witness, count);
                panic!("failed at {count}");
            }

            #[handler]
            async fn fail_by_reference(&mut self, _: &FailByReference) -> u32 {
                panic!("by reference");
            }

            #[handler(retry = false)]
            fn once(&mut self, _: State, ctx: &mut Context<Self>) {
                ctx.send(&self.witness, 1_u32);
                panic!("only once");
            }
        }
    };
}

fragile!(Restarting, "restart");
fragile!(Resuming, "resume");
fragile!(Stopping, "stop");

async fn next(witness: &Endpoint) -> u32 {
    witness.listen(SOON).await.expect("a word").take::<u32>().expect("a count")
}

async fn a_message_is_tried_twice_and_then_poison_for_its_sender(system: ActorSystem) {
    let witness = system.private();
    let sender = system.private();
    let fragile = system.create::<Restarting>(witness.address()).await.expect("created");
    sender.tell(&fragile, Fail).await.expect("told");
    let poison = sender.listen(SOON).await.expect("poison").take::<PoisonMessage>();
    let poison = poison.expect("poison");
    assert!(poison.panic.starts_with("failed at 10 ("), "{}", poison.panic);
    assert!(poison.panic.contains("panics.rs:"), "{}", poison.panic);
    assert!(poison.message.is::<Fail>());
    assert_eq!(poison.address, fragile.any());
    assert_eq!((next(&witness).await, next(&witness).await), (10, 10), "built anew in between");
    assert_eq!(fragile.ask(Count).timeout(SOON).await, Ok(1), "and after it");
}

async fn an_asker_hears_of_the_poison(system: ActorSystem) {
    let witness = system.private();
    let fragile = system.create::<Restarting>(witness.address()).await.expect("created");
    let answer = fragile.ask(FailByReference).timeout(SOON).await;
    let Err(AskError::Poisoned(panic)) = answer else { panic!("{answer:?}") };
    assert!(panic.starts_with("by reference ("), "{panic}");
}

async fn an_actor_that_resumes_keeps_its_state(system: ActorSystem) {
    let witness = system.private();
    let fragile = system.create::<Resuming>(witness.address()).await.expect("created");
    fragile.tell(Fail).await.expect("told");
    assert_eq!((next(&witness).await, next(&witness).await), (10, 20));
    assert_eq!(fragile.ask(Count).timeout(SOON).await, Ok(21));
}

async fn an_actor_that_stops_ends_at_once(system: ActorSystem) {
    let witness = system.private();
    let fragile = system.create::<Stopping>(witness.address()).await.expect("created");
    fragile.tell(Fail).await.expect("told");
    assert_eq!(next(&witness).await, 10);
    let answer = fragile.ask(Count).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(_) | AskError::NoReply)), "{answer:?}");
}

async fn a_message_without_a_second_try_is_poison_at_once(system: ActorSystem) {
    let witness = system.private();
    let fragile = system.create::<Restarting>(witness.address()).await.expect("created");
    let answer = fragile.ask(State).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Poisoned(_))), "{answer:?}");
    assert_eq!(next(&witness).await, 1);
    assert_eq!(fragile.ask(Count).timeout(SOON).await, Ok(1));
    assert!(witness.listen(std::time::Duration::from_millis(1)).await.is_err());
}

/// Has a child that outlives its parent's panics.
#[derive(Default)]
struct Keeper;

#[message]
struct Keep(AnyAddress);

#[message]
struct Kept;

#[actor]
impl Keeper {
    #[handler]
    fn keep(&mut self, Keep(witness): Keep, ctx: &mut Context<Self>) -> Address<Restarting> {
        ctx.spawn::<Restarting>(witness)
    }

    #[handler]
    fn fail(&mut self, _: Fail) {
        panic!("the keeper fails");
    }

    #[handler]
    fn kept(&mut self, _: Kept, ctx: &mut Context<Self>) -> Vec<AnyAddress> {
        ctx.children()
    }
}

async fn children_are_kept_when_their_parent_is_built_again(system: ActorSystem) {
    let witness = system.private();
    let keeper = system.create::<Keeper>(()).await.expect("created");
    let child = keeper.ask(Keep(witness.address())).timeout(SOON).await.expect("a child");
    assert!(keeper.ask(Fail).timeout(SOON).await.is_err());
    assert_eq!(keeper.ask(Kept).timeout(SOON).await, Ok(vec![child.any()]));
    assert_eq!(child.ask(Count).timeout(SOON).await, Ok(1));
}

on_every_base! {
    a_message_is_tried_twice_and_then_poison_for_its_sender
    an_asker_hears_of_the_poison
    an_actor_that_resumes_keeps_its_state
    an_actor_that_stops_ends_at_once
    a_message_without_a_second_try_is_poison_at_once
    children_are_kept_when_their_parent_is_built_again
}
