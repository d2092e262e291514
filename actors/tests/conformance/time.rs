//! Wakeups.

use std::time::Duration;

use actors::{Wakeup, prelude::*};

use crate::{SOON, on_every_base};

/// Tells who asked when it is woken.
#[derive(Default)]
struct Sleeper {
    pending: Vec<Wakeup>,
}

#[message]
struct Sleep {
    millis: u64,
    name: String,
    tell: AnyAddress,
}

#[message]
struct Cancel;

#[actor]
impl Sleeper {
    #[handler]
    fn sleep(&mut self, sleep: Sleep, ctx: &mut Context<Self>) {
        let delay = Duration::from_millis(sleep.millis);
        self.pending.push(ctx.wakeup_after(delay, sleep));
    }

    #[handler]
    fn cancel(&mut self, _: Cancel) -> bool {
        self.pending.pop().is_some_and(Wakeup::cancel)
    }

    #[handler]
    fn wake(&mut self, wakeup: WakeupMessage<Sleep>, ctx: &mut Context<Self>) {
        assert_eq!(wakeup.delay, Duration::from_millis(wakeup.payload.millis));
        ctx.send(&wakeup.payload.tell, wakeup.payload.name);
    }
}

async fn wakeups_come_in_the_order_of_their_time(system: ActorSystem) {
    let sleeper = system.create::<Sleeper>(()).await.expect("created");
    let ear = system.private();
    for (millis, name) in [(60, "third"), (20, "first"), (40, "second")] {
        let sleep = Sleep { millis, name: name.into(), tell: ear.address() };
        sleeper.ask(sleep).timeout(SOON).await.expect("it sleeps");
    }
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(ear.listen(SOON).await.expect("a word").take::<String>().expect("a name"));
    }
    assert_eq!(heard, ["first", "second", "third"]);
}

async fn a_cancelled_wakeup_does_not_come(system: ActorSystem) {
    let sleeper = system.create::<Sleeper>(()).await.expect("created");
    let ear = system.private();
    let sleep = |millis, name: &str| Sleep { millis, name: name.into(), tell: ear.address() };
    sleeper.ask(sleep(50, "cancelled")).timeout(SOON).await.expect("it sleeps");
    assert_eq!(sleeper.ask(Cancel).timeout(SOON).await, Ok(true));
    sleeper.ask(sleep(60, "other")).timeout(SOON).await.expect("it sleeps");
    let heard = ear.listen(SOON).await.expect("a word").take::<String>();
    assert_eq!(heard.ok().as_deref(), Some("other"));
}

on_every_base! {
    wakeups_come_in_the_order_of_their_time
    a_cancelled_wakeup_does_not_come
}

#[tokio::test]
async fn on_the_simple_base_time_is_virtual() {
    let began = std::time::Instant::now();
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let sleeper = system.create::<Sleeper>(()).await.expect("created");
    let ear = system.private();
    let sleep = Sleep { millis: 1_000_000, name: "late".into(), tell: ear.address() };
    sleeper.ask(sleep).await.expect("it sleeps");
    system.advance(Duration::from_secs(999));
    assert!(ear.listen(Duration::ZERO).await.is_err());
    system.advance(Duration::from_secs(1));
    assert!(ear.listen(Duration::ZERO).await.is_ok());
    assert!(began.elapsed() < Duration::from_secs(100), "nobody slept");
}
