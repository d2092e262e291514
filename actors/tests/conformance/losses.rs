//! Nothing is lost in silence: what one who ends in the middle of work does not handle is reported.

use std::collections::BTreeSet;

use actors::{ActorSystem, prelude::*};

use crate::{SOON, on_every_base, processes::kill};

/// How many messages are told: more than may be on their way at once.
const COUNT: u64 = 6_000;

/// How many of them before somebody ends.
const BEFORE: u64 = 4_000;

/// A message with a number, and with a body, so that it fills what it lies in.
#[message]
struct Number {
    number: u64,
    body: Vec<u8>,
}

/// Asks for the numbers that somebody has seen, in the order in which it saw them.
#[message]
struct Seen;

/// Keeps the numbers that were handled.
#[derive(Default)]
struct Ledger {
    seen: Vec<u64>,
}

#[actor]
impl Ledger {
    #[handler]
    fn number(&mut self, number: &Number) {
        self.seen.push(number.number);
    }

    #[handler]
    fn seen(&mut self, _: Seen) -> Vec<u64> {
        self.seen.clone()
    }
}

/// Keeps the numbers that became dead letters.
#[derive(Default)]
struct Undertaker {
    seen: Vec<u64>,
    others: u64,
}

#[message]
struct Others;

#[actor]
impl Undertaker {
    #[init]
    fn new(ctx: &mut Context<Self>) -> Self {
        ctx.handle_dead_letters(true);
        Self::default()
    }

    #[handler]
    fn bury(&mut self, dead: DeadEnvelope) {
        match dead.message.take::<Number>() {
            Ok(number) => self.seen.push(number.number),
            Err(_) => self.others += 1,
        }
    }

    #[handler]
    fn seen(&mut self, _: Seen) -> Vec<u64> {
        self.seen.clone()
    }

    #[handler]
    fn others(&mut self, _: Others) -> u64 {
        self.others
    }
}

/// Hands all on.
struct Middle {
    next: Recipient<Number>,
}

#[message]
struct Pid;

#[actor]
impl Middle {
    #[init]
    fn new(next: Recipient<Number>) -> Self {
        Self { next }
    }

    #[handler]
    fn number(&mut self, number: &Number, ctx: &mut Context<Self>) {
        ctx.send(&self.next, number.clone());
    }

    #[handler]
    fn pid(&mut self, _: Pid) -> u32 {
        std::process::id()
    }
}

/// Ends an actor in the middle of work: kills its process, where it has one.
async fn end(victim: &Address<Middle>, pid: u32) {
    if pid == std::process::id() {
        victim.tell(ActorExitRequest::new()).await.expect("told");
    } else {
        kill(pid);
    }
}

async fn tell(first: &Address<Middle>, number: u64) {
    first.tell(Number { number, body: vec![7; 40] }).await.expect("told");
}

async fn undertaker(system: &ActorSystem, ledger: &Address<Ledger>) -> Address<Undertaker> {
    let undertaker = system.create::<Undertaker>(()).await.expect("created");
    // Until the news that somebody wants them is here, dead letters are only counted.
    let mortal = system.create::<Middle>(ledger.recipient()).await.expect("created");
    mortal.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    while undertaker.ask(Others).timeout(SOON).await.expect("a count") == 0 {
        mortal.any().tell(7_u64).await.expect("told");
    }
    undertaker
}

/// Tells `first` all numbers, ends `victim` in the middle, and waits until each number is where it
/// belongs.
async fn each_is_somewhere(
    system: ActorSystem,
    ledger: Address<Ledger>,
    first: Address<Middle>,
    victim: Address<Middle>,
) {
    let undertaker = undertaker(&system, &ledger).await;
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    for number in 0..BEFORE {
        tell(&first, number).await;
    }
    while ledger.ask(Seen).timeout(SOON).await.expect("numbers").is_empty() {}
    end(&victim, pid).await;
    for number in BEFORE..COUNT {
        tell(&first, number).await;
    }
    loop {
        let handled = ledger.ask(Seen).timeout(SOON).await.expect("numbers");
        let dead = undertaker.ask(Seen).timeout(SOON).await.expect("numbers");
        assert!(handled.is_sorted(), "what is handled is handled in order");
        let numbers: BTreeSet<u64> = handled.iter().chain(&dead).copied().collect();
        if numbers.len() as u64 == COUNT {
            assert!(!dead.is_empty(), "somebody ended in the middle");
            return;
        }
    }
}

async fn each_message_to_one_who_is_killed_is_handled_or_a_dead_letter(system: ActorSystem) {
    let ledger = system.create::<Ledger>(()).await.expect("created");
    let victim = system.create::<Middle>(ledger.recipient()).await.expect("created");
    each_is_somewhere(system, ledger, victim.clone(), victim).await;
}

async fn each_message_that_is_handed_to_one_who_is_killed_is_handled_or_a_dead_letter(
    system: ActorSystem,
) {
    let ledger = system.create::<Ledger>(()).await.expect("created");
    let victim = system.create::<Middle>(ledger.recipient()).await.expect("created");
    let first = system.create::<Middle>(victim.recipient()).await.expect("created");
    each_is_somewhere(system, ledger, first, victim).await;
}

async fn each_message_through_a_row_of_which_one_is_killed_is_handled_or_a_dead_letter(
    system: ActorSystem,
) {
    let ledger = system.create::<Ledger>(()).await.expect("created");
    let last = system.create::<Middle>(ledger.recipient()).await.expect("created");
    let victim = system.create::<Middle>(last.recipient()).await.expect("created");
    let first = system.create::<Middle>(victim.recipient()).await.expect("created");
    each_is_somewhere(system, ledger, first, victim).await;
}

on_every_base! {
    each_message_to_one_who_is_killed_is_handled_or_a_dead_letter
    each_message_that_is_handed_to_one_who_is_killed_is_handled_or_a_dead_letter
    each_message_through_a_row_of_which_one_is_killed_is_handled_or_a_dead_letter
}
