//! Troupes: one address, many workers.

pub(crate) mod death;
pub(crate) mod progress;
pub(crate) mod size;

use actors::prelude::*;

use crate::{SOON, on_every_base};

/// Each worker has its own number of jobs.
#[derive(Default)]
struct Worker {
    held: Option<ReplyTo<String>>,
}

#[message]
struct Job(u32);

#[message]
struct Double(u32);

#[message]
struct Work {
    job: u32,
    gate: Address<Gate>,
}

#[actor]
#[troupe(max = 3, idle = 1)]
impl Worker {
    #[handler]
    fn double(&mut self, Double(job): Double) -> u32 {
        job * 2
    }

    #[handler]
    async fn work(&mut self, work: Work, ctx: &mut Context<Self>) -> String {
        work.gate.ask(Job(work.job)).await.expect("the gate opens");
        ctx.address().to_string()
    }

    #[handler]
    fn hold(&mut self, _: Job, reply: ReplyTo<String>) {
        self.held = Some(reply);
    }
}

/// Lets workers wait until enough of them are there.
struct Gate {
    wanted: usize,
    waiting: Vec<ReplyTo<()>>,
}

#[actor]
impl Gate {
    #[init]
    fn new(wanted: u32) -> Self {
        Self { wanted: wanted as usize, waiting: Vec::new() }
    }

    #[handler]
    fn job(&mut self, _: Job, reply: ReplyTo<()>) {
        self.waiting.push(reply);
        if self.waiting.len() >= self.wanted {
            self.waiting.drain(..).for_each(|reply| reply.send(()));
        }
    }
}

async fn a_troupe_grows_to_its_most_and_no_further(system: ActorSystem) {
    let troupe = system.create::<Worker>(()).await.expect("created");
    let gate = system.create::<Gate>(3).await.expect("created");
    let mut answers = Vec::new();
    let ask = |job| troupe.ask(Work { job, gate: gate.clone() }).timeout(SOON);
    let (a, b, c, d, e, f) = tokio::join!(ask(0), ask(1), ask(2), ask(3), ask(4), ask(5));
    for answer in [a, b, c, d, e, f] {
        answers.push(answer.expect("an answer"));
    }
    answers.sort();
    answers.dedup();
    assert_eq!(answers.len(), 3, "three workers did six jobs, three at a time: {answers:?}");
}

async fn a_troupe_answers_each_of_many_asks(system: ActorSystem) {
    let troupe = system.create::<Worker>(()).await.expect("created");
    for job in 0..200 {
        assert_eq!(troupe.ask(Double(job)).timeout(SOON).await, Ok(job * 2));
    }
}

async fn an_exit_request_ends_the_troupe_with_its_workers(system: ActorSystem) {
    let troupe = system.create::<Worker>(()).await.expect("created");
    assert_eq!(troupe.ask(Double(4)).timeout(SOON).await, Ok(8));
    troupe.tell(ActorExitRequest::new()).await.expect("told");
    loop {
        match troupe.ask(Double(1)).timeout(SOON).await {
            Err(AskError::Ended(_)) => break,
            Ok(_) | Err(AskError::NoReply) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// Can't be built.
struct Unborn;

#[actor]
#[troupe(max = 2, idle = 1)]
impl Unborn {
    #[init]
    fn new(why: String) -> Result<Self, std::io::Error> {
        Err(std::io::Error::other(why))
    }

    #[handler]
    fn double(&mut self, Double(job): Double) -> u32 {
        job * 2
    }
}

async fn a_troupe_whose_workers_cannot_be_built_says_why(system: ActorSystem) {
    let error = system.create::<Unborn>("no tools".into()).await.expect_err("it fails");
    assert!(matches!(error, CreateError::Init { .. }), "{error:?}");
    assert!(error.to_string().contains("no tools"), "{error}");
}

on_every_base! {
    a_troupe_grows_to_its_most_and_no_further
    a_troupe_answers_each_of_many_asks
    an_exit_request_ends_the_troupe_with_its_workers
    a_troupe_whose_workers_cannot_be_built_says_why
}
