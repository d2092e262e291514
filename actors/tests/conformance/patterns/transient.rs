//! Actors that end by themselves.

use std::time::Duration;

use actors::{Restart, prelude::*};

use crate::{SOON, on_every_base};

#[message]
struct Ping;

#[derive(Default)]
struct Mayfly {
    pings: u32,
}

#[actor]
#[transient(after = "50ms")]
impl Mayfly {
    #[handler]
    fn ping(&mut self, _: Ping) -> u32 {
        self.pings += 1;
        self.pings
    }
}

#[derive(Default)]
struct Guest;

#[actor]
#[transient_idle(after = "50ms")]
impl Guest {
    #[handler]
    fn ping(&mut self, _: Ping) {}
}

#[derive(Default)]
struct Rock;

#[actor]
impl Rock {
    #[handler]
    fn ping(&mut self, _: Ping) {}
}

/// Makes children, lets them begin to live, and tells how they ended: a parent knows of the end of
/// a child, however soon it comes.
struct Parent {
    told: AnyAddress,
}

#[message]
enum Bear {
    Mayfly,
    Guest,
    Transient,
    Idle,
}

/// One that is made again whenever it ends.
#[message]
struct BearAgain;

#[actor]
impl Parent {
    #[init]
    fn new(told: AnyAddress) -> Self {
        Self { told }
    }

    #[handler]
    async fn bear(&mut self, bear: Bear, ctx: &mut Context<Self>) {
        let after = Duration::from_millis(50);
        let child = match bear {
            Bear::Mayfly => ctx.create::<Mayfly>(()).await.expect("created").any(),
            Bear::Guest => ctx.create::<Guest>(()).await.expect("created").any(),
            Bear::Transient => {
                ctx.create::<Rock>(()).transient(after).await.expect("created").any()
            }
            Bear::Idle => {
                ctx.create::<Rock>(()).transient_idle(after).await.expect("created").any()
            }
        };
        ctx.send(&child, Ping);
    }

    #[handler]
    fn bear_again(&mut self, _: BearAgain, ctx: &mut Context<Self>) -> Address<Mayfly> {
        ctx.spawn_with::<Mayfly>((), Restart::always())
    }

    #[handler]
    fn exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.told, exited.reason);
    }
}

/// Waits for the end of a child that has had one message.
async fn ends(system: &ActorSystem, child: Bear) {
    let ear = system.private();
    let parent = system.create::<Parent>(ear.address()).await.expect("created");
    parent.ask(child).timeout(SOON).await.expect("it bears");
    let reason = ear.listen(SOON).await.expect("it ends").take::<ExitReason>();
    assert_eq!(reason.expect("a reason"), ExitReason::Requested);
}

async fn a_transient_actor_ends_after_its_first_message(system: ActorSystem) {
    ends(&system, Bear::Mayfly).await;
}

async fn an_idle_transient_actor_ends_after_its_last_message(system: ActorSystem) {
    ends(&system, Bear::Guest).await;
}

async fn any_actor_is_transient_if_it_is_made_so(system: ActorSystem) {
    ends(&system, Bear::Transient).await;
    ends(&system, Bear::Idle).await;
    let after = Duration::from_millis(50);
    let both = system.create::<Rock>(()).transient(after).troupe(2, 1).await;
    assert!(matches!(both, Err(CreateError::Combination { .. })), "{both:?}");
    let both = system.create::<Rock>(()).troupe(2, 1).transient_idle(after).await;
    assert!(matches!(both, Err(CreateError::Combination { .. })), "{both:?}");
}

on_every_base! {
    a_transient_actor_ends_after_its_first_message
    an_idle_transient_actor_ends_after_its_last_message
    any_actor_is_transient_if_it_is_made_so
}

#[tokio::test]
async fn by_virtual_time_a_transient_actor_lives_exactly_so_long() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let (mayfly, guest) = tokio::join!(system.create::<Mayfly>(()), system.create::<Guest>(()));
    let (mayfly, guest) = (mayfly.expect("created"), guest.expect("created"));
    let tell = |is_well: [bool; 2]| {
        assert_eq!(mayfly.try_tell(Ping).is_ok(), is_well[0]);
        assert_eq!(guest.try_tell(Ping).is_ok(), is_well[1]);
    };
    system.advance(Duration::from_secs(3600));
    tell([true, true]);
    system.advance(Duration::from_millis(40));
    tell([true, true]);
    system.advance(Duration::from_millis(40));
    tell([false, true]);
    system.advance(Duration::from_millis(49));
    tell([false, true]);
    system.advance(Duration::from_millis(51));
    tell([false, false]);
}

#[tokio::test]
async fn a_transient_actor_that_is_made_again_waits_for_its_first_message_again() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let ear = system.private();
    let parent = system.create::<Parent>(ear.address()).await.expect("created");
    let mayfly = parent.ask(BearAgain).await.expect("a child");
    for _ in 0..2 {
        assert_eq!(mayfly.ask(Ping).await, Ok(1));
        system.advance(Duration::from_millis(40));
        assert_eq!(mayfly.ask(Ping).await, Ok(2));
        // Its time is over, and what it rests before it is made again.
        system.advance(Duration::from_secs(1));
        system.advance(Duration::from_secs(3600));
    }
    assert_eq!(mayfly.ask(Ping).await, Ok(1));
}
