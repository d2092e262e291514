//! What is held, what is not, how much, and what becomes of it.

use std::{future::IntoFuture, time::Duration};

use actors::prelude::*;

use crate::{SOON, on_every_base, processes::kill};

/// What comes first.
#[message]
struct Begin;

#[message]
struct Seen;

/// A message with a number, and a body that fills what it lies in.
#[message]
struct Number {
    number: u64,
    body: Vec<u8>,
}

#[message]
struct Pid;

/// Makes an actor that waits for a [`Begin`], and keeps the numbers that it handles.
macro_rules! ledger {
    ($name:ident, $mailbox:literal) => {
        #[derive(Default)]
        struct $name {
            seen: Vec<u64>,
        }

        #[actor(mailbox = $mailbox)]
        #[init_messages(Begin, Pid)]
        impl $name {
            #[handler]
            fn begin(&mut self, _: Begin) {}

            #[handler]
            fn pid(&mut self, _: Pid) -> u32 {
                std::process::id()
            }

            #[handler]
            fn number(&mut self, number: &Number) {
                self.seen.push(number.number);
            }

            #[handler]
            fn seen(&mut self, _: Seen) -> Vec<u64> {
                self.seen.clone()
            }
        }
    };
}

ledger!(Small, 4);
ledger!(Ledger, 20_000);

/// Keeps the numbers that became dead letters, and why.
struct Undertaker {
    witness: AnyAddress,
}

#[message]
struct Buried {
    number: u64,
    reason: String,
}

/// Asks whether one has begun to serve.
#[message]
struct Ready;

#[actor]
impl Undertaker {
    #[init]
    fn new(witness: AnyAddress, ctx: &mut Context<Self>) -> Self {
        ctx.handle_dead_letters(true);
        Self { witness }
    }

    #[handler]
    fn ready(&mut self, _: Ready) {}

    #[handler]
    fn bury(&mut self, dead: DeadEnvelope, ctx: &mut Context<Self>) {
        let reason = dead.reason.to_string();
        if let Ok(number) = dead.message.take::<Number>() {
            ctx.send(&self.witness, Buried { number: number.number, reason });
        }
    }
}

/// The number of a message that is sent to the dead until its letter comes.
const NOBODYS: u64 = u64::MAX;

/// Hears of all dead letters with a number from here on.
async fn witness(system: &ActorSystem) -> Endpoint {
    let witness = system.private();
    let undertaker = system.create::<Undertaker>(witness.address()).await.expect("created");
    undertaker.ask(Ready).timeout(SOON).await.expect("it serves");
    let dead = system.create::<Ledger>(()).await.expect("created");
    dead.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    // Until the news that somebody wants them is here, dead letters are only counted.
    loop {
        tell(&dead, NOBODYS, 0).await;
        if witness.listen(Duration::from_millis(50)).await.is_ok() {
            return witness;
        }
    }
}

async fn buried(witness: &Endpoint) -> Buried {
    loop {
        let letter = witness.listen(SOON).await.expect("a letter").take::<Buried>();
        let letter = letter.expect("a letter");
        if letter.number != NOBODYS {
            return letter;
        }
    }
}

async fn tell<A>(actor: &Address<A>, number: u64, size: usize)
where
    A: actors::Handles<Number, Reply = ()>,
{
    actor.tell(Number { number, body: vec![7; size] }).await.expect("told");
}

async fn what_comes_first_gets_through_a_full_mailbox(system: ActorSystem) {
    let witness = witness(&system).await;
    let small = system.create::<Small>(()).await.expect("created");
    for number in 0..10 {
        tell(&small, number, 0).await;
    }
    // As many are held as have room in the mailbox; the others are refused, and that is told.
    let refused = small.ask(Seen).timeout(SOON).await;
    let Err(AskError::NotReady { waits_for }) = refused else { panic!("{refused:?}") };
    assert_eq!(waits_for.len(), 2, "{waits_for:?}");
    small.ask(Begin).timeout(SOON).await.expect("it begins");
    small.ask(Pid).timeout(SOON).await.expect("a pid");
    assert_eq!(small.ask(Seen).timeout(SOON).await.expect("numbers"), [0, 1, 2, 3]);
    for number in 4..10 {
        let letter = buried(&witness).await;
        assert_eq!(letter.number, number);
        let (begin, pid) = (letter.reason.contains("Begin"), letter.reason.contains("Pid"));
        assert!(begin && pid && letter.reason.contains("holds no more"), "{}", letter.reason);
    }
}

async fn what_comes_first_gets_through_although_much_is_held(system: ActorSystem) {
    let ledger = system.create::<Ledger>(()).await.expect("created");
    // More than is lent for what one actor holds, and more messages than may be on their way.
    for number in 0..300 {
        tell(&ledger, number, 60_000).await;
    }
    for number in 300..6_000 {
        tell(&ledger, number, 0).await;
    }
    ledger.ask(Begin).timeout(SOON).await.expect("it begins");
    ledger.ask(Pid).timeout(SOON).await.expect("a pid");
    let seen = ledger.ask(Seen).timeout(SOON).await.expect("numbers");
    assert!(seen.into_iter().eq(0..6_000));
}

async fn what_is_held_is_reported_when_the_actor_ends(system: ActorSystem) {
    let witness = witness(&system).await;
    let ledger = system.create::<Ledger>(()).await.expect("created");
    for number in 0..3 {
        tell(&ledger, number, 0).await;
    }
    // An exit request is not held.
    let exit = async { ledger.tell(ActorExitRequest::new()).await.expect("told") };
    let (held, ()) = tokio::join!(ledger.ask(Seen).timeout(SOON).into_future(), exit);
    assert_eq!(held, Err(AskError::Ended(ExitReason::Requested)));
    for number in 0..3 {
        let letter = buried(&witness).await;
        assert_eq!(
            (letter.number, &*letter.reason),
            (number, "the actor has ended: asked to exit")
        );
    }
}

async fn what_is_held_is_reported_when_its_process_is_killed(system: ActorSystem) {
    let witness = witness(&system).await;
    let ledger = system.create::<Ledger>(()).await.expect("created");
    tell(&ledger, 0, 0).await;
    let pid = ledger.ask(Pid).timeout(SOON).await.expect("a pid");
    for number in 1..3_000 {
        tell(&ledger, number, 0).await;
    }
    // What came before it is held when it is answered.
    ledger.ask(Pid).timeout(SOON).await.expect("a pid");
    kill(pid);
    for number in 0..3_000 {
        let letter = buried(&witness).await;
        assert_eq!(letter.number, number);
        assert!(letter.reason.contains("may have been handled"), "{}", letter.reason);
    }
}

/// Waits for what never comes, and hears what it has set for itself.
struct Patient {
    told: AnyAddress,
}

#[message]
struct Tick;

/// A child that ends at once.
#[derive(Default)]
struct Brief;

#[actor]
impl Brief {
    #[handler]
    fn pid(&mut self, _: Pid, ctx: &mut Context<Self>) {
        ctx.exit();
    }
}

#[actor]
#[init_messages(Begin)]
impl Patient {
    #[init]
    fn new(told: AnyAddress, ctx: &mut Context<Self>) -> Self {
        ctx.wakeup_after(Duration::from_millis(20), Tick);
        let child = ctx.spawn::<Brief>(());
        ctx.send(&child, Pid);
        Self { told }
    }

    #[handler]
    fn begin(&mut self, _: Begin) {}

    #[handler]
    fn tick(&mut self, _: WakeupMessage<Tick>, ctx: &mut Context<Self>) {
        ctx.send(&self.told, "awake".to_owned());
    }

    #[handler]
    fn exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.told, exited.reason.to_string());
    }

    #[handler]
    fn seen(&mut self, _: Seen) {}
}

async fn wakeups_and_what_the_system_says_are_not_held(system: ActorSystem) {
    let ear = system.private();
    let patient = system.create::<Patient>(ear.address()).await.expect("created");
    patient.tell(Seen).await.expect("told");
    let mut heard = Vec::new();
    for _ in 0..2 {
        let word = ear.listen(SOON).await.expect("a word").take::<String>();
        heard.push(word.expect("a text"));
    }
    heard.sort();
    assert_eq!(heard, ["asked to exit", "awake"]);
    // What was told may come later than what it heard.
    loop {
        let waiting = patient.any().status().await.expect("a status").waits_for;
        if waiting.expect("it waits").held == 1 {
            return;
        }
    }
}

on_every_base! {
    what_comes_first_gets_through_a_full_mailbox
    what_comes_first_gets_through_although_much_is_held
    what_is_held_is_reported_when_the_actor_ends
    what_is_held_is_reported_when_its_process_is_killed
    wakeups_and_what_the_system_says_are_not_held
}
