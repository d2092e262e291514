//! Time: wakeups, rows of them, and messages that are sent later.

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
struct SleepAll(Vec<Sleep>);

#[message]
struct Cancel;

#[actor]
impl Sleeper {
    #[handler]
    fn sleep(&mut self, sleep: Sleep, ctx: &mut Context<Self>) {
        let delay = Duration::from_millis(sleep.millis);
        self.pending.push(ctx.wakeup_after(delay, sleep));
    }

    /// In one go, so that little lies between their beginnings.
    #[handler]
    fn sleep_all(&mut self, SleepAll(all): SleepAll, ctx: &mut Context<Self>) {
        all.into_iter().for_each(|sleep| self.sleep(sleep, ctx));
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
    let sleep = |millis, name: &str| Sleep { millis, name: name.into(), tell: ear.address() };
    let all = vec![sleep(2000, "third"), sleep(20, "first"), sleep(1000, "second")];
    sleeper.ask(SleepAll(all)).timeout(SOON).await.expect("it sleeps");
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
    sleeper.ask(sleep(3000, "cancelled")).timeout(SOON).await.expect("it sleeps");
    assert_eq!(sleeper.ask(Cancel).timeout(SOON).await, Ok(true));
    sleeper.ask(sleep(3000, "other")).timeout(SOON).await.expect("it sleeps");
    let heard = ear.listen(SOON).await.expect("a word").take::<String>();
    assert_eq!(heard.ok().as_deref(), Some("other"));
}

/// Ticks, and sends later.
#[derive(Default)]
struct Clock {
    ticks: u64,
    wakeups: u64,
    row: Option<Wakeup>,
    pending: Vec<Wakeup>,
}

#[message]
struct Start(Duration);

#[message]
struct Tick;

#[message]
struct Stop;

/// Told, with the count, at each tick.
#[message]
struct TellEach(AnyAddress, Duration);

#[message]
struct Ticks;

#[message]
struct Later {
    target: AnyAddress,
    word: String,
    delay: Duration,
}

/// So many wakeups, all after this time.
#[message]
struct Many(u32, Duration);

#[message]
struct CancelHalf;

#[message]
struct Wakeups;

#[message]
struct Fail;

#[actor]
impl Clock {
    #[handler]
    fn start(&mut self, Start(period): Start, ctx: &mut Context<Self>) {
        self.row = Some(ctx.every(period, Tick));
    }

    #[handler]
    fn tell_each(&mut self, TellEach(ear, period): TellEach, ctx: &mut Context<Self>) {
        self.row = Some(ctx.every(period, ear));
    }

    #[handler]
    fn stop(&mut self, _: Stop) -> bool {
        self.row.take().is_some_and(Wakeup::cancel)
    }

    #[handler]
    fn tick(&mut self, tick: WakeupMessage<Tick>) {
        self.ticks += 1 + tick.missed;
    }

    #[handler]
    fn tick_for(&mut self, tick: WakeupMessage<AnyAddress>, ctx: &mut Context<Self>) {
        self.ticks += 1 + tick.missed;
        let ticks = self.ticks;
        ctx.send(&tick.payload, ticks);
    }

    #[handler]
    fn ticks(&self, _: Ticks) -> u64 {
        self.ticks
    }

    #[handler]
    fn later(&mut self, later: Later, ctx: &mut Context<Self>) {
        self.pending.push(ctx.send_after(&later.target, later.word, later.delay));
    }

    #[handler]
    fn many(&mut self, Many(count, delay): Many, ctx: &mut Context<Self>) {
        for number in 0..count {
            self.pending.push(ctx.wakeup_after(delay, number));
        }
    }

    #[handler]
    fn cancel_half(&mut self, _: CancelHalf) -> u32 {
        let all = std::mem::take(&mut self.pending);
        let odd = all.into_iter().skip(1).step_by(2);
        u32::try_from(odd.filter(|wakeup| wakeup.clone().cancel()).count()).expect("few")
    }

    #[handler]
    fn wake(&mut self, wakeup: WakeupMessage<u32>) {
        assert_eq!(wakeup.payload % 2, 0, "the others were cancelled");
        self.wakeups += 1;
    }

    #[handler]
    fn wakeups(&self, _: Wakeups) -> u64 {
        self.wakeups
    }

    #[handler]
    fn exit(&mut self, _: ActorExitRequest) {}
}

async fn a_row_of_ticks_goes_on_until_it_is_cancelled(system: ActorSystem) {
    let clock = system.create::<Clock>(()).await.expect("created");
    let ear = system.private();
    let start = TellEach(ear.address(), Duration::from_millis(2));
    clock.ask(start).timeout(SOON).await.expect("it starts");
    let mut last = 0;
    while last < 20 {
        let count = ear.listen(SOON).await.expect("a tick").take::<u64>().expect("a count");
        assert!(count > last, "each tick counts");
        last = count;
    }
    assert_eq!(clock.ask(Stop).timeout(SOON).await, Ok(true));
    // What it sent before the answer is here.
    let ticks = clock.ask(Ticks).timeout(SOON).await.expect("a count");
    let echo =
        Later { target: ear.address(), word: "end".into(), delay: Duration::from_millis(20) };
    clock.ask(echo).timeout(SOON).await.expect("it will");
    loop {
        match ear.listen(SOON).await.expect("the end").take::<u64>() {
            Ok(count) => assert!(count <= ticks, "a tick after the cancel"),
            Err(word) => break assert_eq!(word.take::<String>().expect("a word"), "end"),
        }
    }
    assert_eq!(clock.ask(Stop).timeout(SOON).await, Ok(false), "there is no second end");
}

async fn a_message_sent_later_comes_with_its_sender(system: ActorSystem) {
    let clock = system.create::<Clock>(()).await.expect("created");
    let ear = system.private();
    for (word, millis) in [("second", 3000), ("first", 20)] {
        let (target, delay) = (ear.address(), Duration::from_millis(millis));
        let later = Later { target, word: word.into(), delay };
        clock.ask(later).timeout(SOON).await.expect("it will");
    }
    for word in ["first", "second"] {
        let heard = ear.listen(SOON).await.expect("a word").take::<String>();
        assert_eq!(heard.ok().as_deref(), Some(word));
    }
}

async fn a_message_whose_sender_ends_before_it_is_due_is_a_dead_letter(system: ActorSystem) {
    let witness = system.private();
    let ear = system.private();
    let undertaker = system.create::<Undertaker>(witness.address()).await.expect("created");
    undertaker.ask(Ticks).timeout(SOON).await.expect("it listens");
    let clock = system.create::<Clock>(()).await.expect("created");
    let hour = Duration::from_secs(3600);
    let later = Later { target: ear.address(), word: "late".into(), delay: hour };
    clock.ask(later).timeout(SOON).await.expect("it will");
    clock.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    let dead = witness.listen(SOON).await.expect("a dead letter");
    let (word, reason) = dead.take::<(String, String)>().expect("a dead letter");
    assert_eq!(word, "late");
    assert_eq!(reason, "its sender ended before it was due");
}

/// Tells of the strings that reached nobody.
struct Undertaker {
    witness: AnyAddress,
}

#[actor]
impl Undertaker {
    #[init]
    fn new(witness: AnyAddress, ctx: &mut Context<Self>) -> Self {
        ctx.handle_dead_letters(true);
        Self { witness }
    }

    #[handler]
    fn ready(&mut self, _: Ticks) {}

    #[handler]
    fn bury(&mut self, dead: DeadEnvelope, ctx: &mut Context<Self>) {
        if let Ok(word) = dead.message.take::<String>() {
            ctx.send(&self.witness, (word, dead.reason.to_string()));
        }
    }
}

async fn a_hundred_thousand_wakeups_pend_in_one_actor(system: ActorSystem) {
    let clock = system.create::<Clock>(()).await.expect("created");
    let hour = Duration::from_secs(3600);
    // With a cost that grows with their number this would take minutes.
    clock.ask(Many(100_000, hour)).timeout(SOON).await.expect("they are set");
    assert_eq!(clock.ask(CancelHalf).timeout(SOON).await, Ok(50_000));
    assert_eq!(clock.ask(Wakeups).timeout(SOON).await, Ok(0));
    // Those of the other half come when it is time, where time is ours.
    system.advance(hour);
    let came = if system.base() == Base::Simple { 50_000 } else { 0 };
    assert_eq!(clock.ask(Wakeups).timeout(SOON).await, Ok(came));
    clock.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    while clock.ask(Wakeups).timeout(SOON).await.is_ok() {}
}

/// Ticks from its init on, and fails when asked to.
struct Fragile {
    ear: AnyAddress,
}

#[actor]
impl Fragile {
    #[init]
    fn new(ear: AnyAddress, ctx: &mut Context<Self>) -> Self {
        ctx.every(Duration::from_millis(10), Tick);
        Self { ear }
    }

    #[handler]
    fn tick(&mut self, _: WakeupMessage<Tick>, ctx: &mut Context<Self>) {
        ctx.send(&self.ear, Tick);
    }

    #[handler]
    fn later(&mut self, later: Later, ctx: &mut Context<Self>) {
        ctx.wakeup_after(later.delay, later.word);
    }

    #[handler]
    fn wake(&mut self, wakeup: WakeupMessage<String>, ctx: &mut Context<Self>) {
        ctx.send(&self.ear, wakeup.payload);
    }

    #[handler(retry = false)]
    fn fail(&mut self, _: Fail) {
        panic!("as asked");
    }
}

async fn a_wakeup_that_a_handler_set_outlives_a_panic(system: ActorSystem) {
    let ear = system.private();
    let fragile = system.create::<Fragile>(ear.address()).await.expect("created");
    let delay = Duration::from_millis(50);
    let later = Later { target: ear.address(), word: "kept".into(), delay };
    fragile.ask(later).timeout(SOON).await.expect("it will");
    assert!(fragile.ask(Fail).timeout(SOON).await.is_err());
    while ear.listen(SOON).await.expect("a word").take::<String>().is_err() {}
}

on_every_base! {
    wakeups_come_in_the_order_of_their_time
    a_cancelled_wakeup_does_not_come
    a_row_of_ticks_goes_on_until_it_is_cancelled
    a_message_sent_later_comes_with_its_sender
    a_message_whose_sender_ends_before_it_is_due_is_a_dead_letter
    a_hundred_thousand_wakeups_pend_in_one_actor
    a_wakeup_that_a_handler_set_outlives_a_panic
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

#[tokio::test]
async fn a_thousand_ticks_do_not_drift() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let clock = system.create::<Clock>(()).await.expect("created");
    let period = Duration::from_micros(1_333);
    clock.ask(Start(period)).await.expect("it starts");
    system.advance(period * 1000 - Duration::from_nanos(1));
    assert_eq!(clock.ask(Ticks).await, Ok(999));
    system.advance(Duration::from_nanos(1));
    assert_eq!(clock.ask(Ticks).await, Ok(1000));
    assert_eq!(clock.ask(Stop).await, Ok(true));
    system.advance(period * 10);
    assert_eq!(clock.ask(Ticks).await, Ok(1000));
}

#[tokio::test]
async fn the_row_of_an_init_is_not_doubled_by_a_panic() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let ear = system.private();
    let fragile = system.create::<Fragile>(ear.address()).await.expect("created");
    assert!(fragile.ask(Fail).await.is_err());
    system.advance(Duration::from_millis(100));
    let mut ticks = 0;
    while ear.listen(Duration::ZERO).await.is_ok() {
        ticks += 1;
    }
    assert_eq!(ticks, 10);
}
