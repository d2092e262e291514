//! Work that goes on when its handler has returned, and work that waits.

use std::task::Poll::Ready;

use actors::{TroupeStatus, prelude::*};

use super::{Gate, Job};
use crate::{SOON, on_every_base};

/// Looks something up for those who ask, and has no other work meanwhile.
struct Clerk {
    archive: Address<Archive>,
    asked: Vec<ReplyTo<String>>,
}

#[message]
struct LookUp(u32);

#[message]
struct Found(u32);

#[actor]
#[troupe(max = 2)]
impl Clerk {
    #[init]
    fn new(archive: Address<Archive>) -> Self {
        Self { archive, asked: Vec::new() }
    }

    #[handler]
    fn look_up(&mut self, what: LookUp, reply: ReplyTo<String>, ctx: &mut Context<Self>) {
        assert!(self.asked.is_empty(), "one thing at a time");
        self.asked.push(reply);
        ctx.work_in_progress(true);
        ctx.send(&self.archive, Search { what: what.0, clerk: ctx.address() });
    }

    #[handler]
    fn found(&mut self, Found(what): Found, ctx: &mut Context<Self>) {
        for reply in self.asked.drain(..) {
            reply.send(format!("{what} by {}", ctx.address()));
        }
        ctx.work_in_progress(false);
    }
}

/// Finds nothing before it is opened.
#[derive(Default)]
struct Archive {
    is_open: bool,
    searches: Vec<Search>,
}

#[message]
struct Search {
    what: u32,
    clerk: Address<Clerk>,
}

#[message]
struct Open;

#[message]
struct Searches;

#[actor]
impl Archive {
    #[handler]
    fn search(&mut self, search: Search, ctx: &mut Context<Self>) {
        self.searches.push(search);
        if self.is_open {
            self.find(ctx);
        }
    }

    #[handler]
    fn open(&mut self, _: Open, ctx: &mut Context<Self>) {
        self.is_open = true;
        self.find(ctx);
    }

    #[handler]
    fn searches(&self, _: Searches) -> usize {
        self.searches.len()
    }

    fn find(&mut self, ctx: &mut Context<Self>) {
        for search in self.searches.drain(..) {
            ctx.send(&search.clerk, Found(search.what));
        }
    }
}

async fn a_worker_with_work_in_progress_is_given_no_other_and_hears_what_it_waits_for(
    system: ActorSystem,
) {
    let archive = system.create::<Archive>(()).await.expect("created");
    let troupe = system.create::<Clerk>(archive.clone()).await.expect("created");
    let ask = |what| troupe.ask(LookUp(what)).timeout(SOON);
    let (mut one, mut two, mut three) = (ask(1), ask(2), ask(3));
    loop {
        std::future::poll_fn(|cx| {
            for ask in [&mut one, &mut two, &mut three] {
                assert!(std::pin::Pin::new(ask).poll(cx).is_pending(), "nothing is found yet");
            }
            Ready(())
        })
        .await;
        let counts = troupe.ask(TroupeStatus).timeout(SOON).await.expect("counts");
        let searches = archive.ask(Searches).timeout(SOON).await.expect("a number");
        if (counts.busy, counts.waiting, searches) == (2, 1, 2) {
            break;
        }
    }
    archive.ask(Open).timeout(SOON).await.expect("open");
    let (one, two, three) = tokio::join!(one, two, three);
    let clerk = |answer: Result<String, AskError>, what: &str| {
        let answer = answer.expect("an answer");
        let (found, clerk) = answer.split_once(" by ").expect("both");
        assert_eq!(found, what);
        clerk.to_owned()
    };
    let (one, two) = (clerk(one, "1"), clerk(two, "2"));
    assert_ne!(one, two, "two clerks");
    let three = clerk(three, "3");
    assert!(three == one || three == two, "and no third");
}

/// Writes down what it does.
struct Scribe {
    ear: AnyAddress,
}

#[message]
struct Write {
    number: u32,
    gate: Address<Gate>,
}

#[actor(mailbox = 4)]
#[troupe(max = 1)]
impl Scribe {
    #[init]
    fn new(ear: AnyAddress) -> Self {
        Self { ear }
    }

    #[handler]
    async fn write(&mut self, write: Write, ctx: &mut Context<Self>) {
        write.gate.ask(Job(write.number)).await.expect("the gate opens");
        ctx.send(&self.ear, write.number);
    }
}

async fn messages_wait_in_order(system: ActorSystem) {
    let ear = system.private();
    let gate = system.create::<Gate>(1).await.expect("created");
    let troupe = system.create::<Scribe>(ear.address()).await.expect("created");
    for number in 0..50 {
        troupe.tell(Write { number, gate: gate.clone() }).await.expect("told");
    }
    for number in 0..50 {
        let heard = ear.listen(SOON).await.expect("a number").take::<u32>();
        assert_eq!(heard.ok(), Some(number));
    }
}

async fn a_troupe_that_is_full_takes_no_more_until_work_is_done(system: ActorSystem) {
    let ear = system.private();
    let gate = system.create::<Gate>(2).await.expect("created");
    let troupe = system.create::<Scribe>(ear.address()).await.expect("created");
    let write = |number| Write { number, gate: gate.clone() };
    // One is at work, and as many as there is room for wait in the troupe: it takes no more.
    for number in 0..5 {
        troupe.tell(write(number)).await.expect("told");
    }
    loop {
        let counts = troupe.ask(TroupeStatus).timeout(SOON).await.expect("counts");
        if (counts.busy, counts.waiting) == (1, 4) {
            break;
        }
    }
    // What comes now stays in its mailbox. A sender may hear late of the room that there was.
    let mut taken = 5;
    let tell = loop {
        assert!(taken < 100_000, "it is never full");
        if let Err(full) = troupe.try_tell(write(taken)) {
            let mut tell = Box::pin(troupe.tell(full.into_message()));
            let is_waiting = std::future::poll_fn(|cx| Ready(tell.as_mut().poll(cx).is_pending()));
            if is_waiting.await {
                break tell;
            }
        }
        taken += 1;
        system.run_until_idle();
    };
    // The gate opens for two: for the scribe, and for this.
    for number in 0..taken {
        gate.ask(Job(1)).timeout(SOON).await.expect("it opens");
        let heard = ear.listen(SOON).await.expect("a number").take::<u32>();
        assert_eq!(heard.ok(), Some(number));
    }
    tell.await.expect("there is room again");
    gate.ask(Job(1)).timeout(SOON).await.expect("it opens");
    assert_eq!(ear.listen(SOON).await.expect("a number").take::<u32>().ok(), Some(taken));
}

on_every_base! {
    a_worker_with_work_in_progress_is_given_no_other_and_hears_what_it_waits_for
    messages_wait_in_order
    a_troupe_that_is_full_takes_no_more_until_work_is_done
}
