//! Workers that die, and what becomes of their work.

use std::sync::atomic::{AtomicU32, Ordering};

use actors::{TroupeStatus, prelude::*};

use crate::{SOON, on_every_base};

/// Counts how often it was asked: across the lives of workers.
#[derive(Default)]
struct Register {
    seen: u32,
}

#[message]
struct See;

#[actor]
impl Register {
    #[handler]
    fn see(&mut self, _: See) -> u32 {
        self.seen += 1;
        self.seen
    }
}

/// A worker that dies of work.
#[derive(Default)]
struct Mortal;

#[message]
#[derive(PartialEq)]
enum How {
    /// A panic in an actor that does not survive one.
    Panic,
    /// The end of the process: by SIGABRT.
    Abort,
}

/// Kills the first `deaths` workers that get it.
#[message]
struct Deadly {
    how: How,
    deaths: u32,
    register: Address<Register>,
}

#[message]
struct Fragile(Deadly);

#[actor(on_panic = "stop")]
#[troupe(max = 2)]
impl Mortal {
    #[handler]
    async fn deadly(&mut self, work: Deadly) -> u32 {
        let seen = work.register.ask(See).await.expect("it counts");
        if seen <= work.deaths {
            match work.how {
                How::Panic => panic!("the {seen}. worker dies"),
                How::Abort => std::process::abort(),
            }
        }
        seen
    }

    #[handler(retry = false)]
    async fn fragile(&mut self, Fragile(work): Fragile) -> u32 {
        self.deadly(work).await
    }
}

async fn show_death(system: ActorSystem, how: How) {
    let troupe = system.create::<Mortal>(()).await.expect("created");
    let register = system.create::<Register>(()).await.expect("created");
    let work = |deaths| Deadly { how: how.clone(), deaths, register: register.clone() };
    let answer = troupe.ask(work(1)).timeout(SOON).await;
    assert_eq!(answer, Ok(2), "another worker did it");
    // The register has seen two.
    let answer = troupe.ask(work(100)).timeout(SOON).await;
    assert!(matches!(&answer, Err(AskError::Poisoned(why)) if why.contains("died")), "{answer:?}");
    assert_eq!(register.ask(See).timeout(SOON).await, Ok(5), "two workers have died of it");
    let ear = system.private();
    ear.tell(&troupe, work(100)).await.expect("told");
    let poison = ear.listen(SOON).await.expect("a word").take::<PoisonMessage>();
    let poison = poison.expect("it comes back");
    assert!(poison.message.is::<Deadly>(), "{poison:?}");
    assert_eq!(troupe.ask(work(0)).timeout(SOON).await, Ok(8), "the troupe is well");
    let counts = troupe.ask(TroupeStatus).timeout(SOON).await.expect("counts");
    assert_eq!((counts.died, counts.retried, counts.poisoned), (5, 3, 2), "{counts:?}");
}

async fn the_work_of_a_worker_that_dies_is_given_to_another_once(system: ActorSystem) {
    show_death(system, How::Panic).await;
}

async fn the_work_of_a_worker_whose_process_dies_is_given_to_another_once(system: ActorSystem) {
    show_death(system, How::Abort).await;
}

async fn a_message_without_a_second_try_is_not_given_to_another(system: ActorSystem) {
    let troupe = system.create::<Mortal>(()).await.expect("created");
    let register = system.create::<Register>(()).await.expect("created");
    let how = How::Panic;
    let work = Fragile(Deadly { how, deaths: 100, register: register.clone() });
    let answer = troupe.ask(work).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Poisoned(_))), "{answer:?}");
    assert_eq!(register.ask(See).timeout(SOON).await, Ok(2), "one worker had it");
}

async fn what_waits_when_a_worker_dies_is_done_by_others(system: ActorSystem) {
    let troupe = system.create::<Mortal>(()).await.expect("created");
    let register = system.create::<Register>(()).await.expect("created");
    let how = How::Panic;
    let work = || Deadly { how: how.clone(), deaths: 1, register: register.clone() };
    let ask = || troupe.ask(work()).timeout(SOON);
    let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
    let mut answers: Vec<_> = [a, b, c, d].into_iter().map(|one| one.expect("done")).collect();
    answers.sort_unstable();
    assert_eq!(answers, [2, 3, 4, 5]);
}

/// How many workers of this process could not be built.
static UNBORN: AtomicU32 = AtomicU32::new(0);

/// The first worker is well, the others can't be built; in one process.
struct Heir;

#[message]
struct Die;

#[actor(on_panic = "stop", process = "creator")]
#[troupe(max = 3)]
impl Heir {
    #[init]
    fn new() -> Result<Self, std::io::Error> {
        match UNBORN.fetch_add(1, Ordering::SeqCst) {
            0 => Ok(Self),
            _ => Err(std::io::Error::other("no heir")),
        }
    }

    #[handler]
    fn die(&mut self, _: Die) {
        panic!("it dies");
    }
}

#[tokio::test]
async fn a_troupe_that_has_no_worker_and_gets_none_says_so() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let troupe = system.create::<Heir>(()).await.expect("created");
    for _ in 0..2 {
        let answer = troupe.ask(Die).timeout(SOON).await;
        assert!(
            matches!(&answer, Err(AskError::Ended(reason)) if reason.to_string().contains("no heir")),
            "{answer:?}"
        );
    }
    system.shutdown().await.expect("down");
}

on_every_base! {
    the_work_of_a_worker_that_dies_is_given_to_another_once
    the_work_of_a_worker_whose_process_dies_is_given_to_another_once
    a_message_without_a_second_try_is_not_given_to_another
    what_waits_when_a_worker_dies_is_done_by_others
}
