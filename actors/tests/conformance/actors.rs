//! Messages between actors: their order, and full mailboxes, which slow senders down and stop
//! nobody for ever.

use std::{
    future::{Future, poll_fn},
    task::Poll,
};

use actors::{TryTellError, prelude::*};

use crate::{
    SOON,
    gate::{Gate, Open, Pass},
    on_every_base,
};

/// Keeps what it is told, in order.
#[derive(Default)]
struct Diary {
    pages: Vec<u32>,
}

#[message]
struct Note(u32);

#[message]
struct Read;

#[actor]
impl Diary {
    #[handler]
    fn note(&mut self, Note(page): Note) {
        self.pages.push(page);
    }

    #[handler]
    fn read(&self, _: Read) -> Vec<u32> {
        self.pages.clone()
    }
}

async fn what_one_sends_to_another_arrives_in_order(system: ActorSystem) {
    let diary = system.create::<Diary>(()).await.expect("created");
    for page in 0..3000 {
        diary.tell(Note(page)).await.expect("told");
    }
    let pages = diary.ask(Read).timeout(SOON).await.expect("an answer");
    assert!(pages.into_iter().eq(0..3000));
}

async fn an_address_keeps_its_meaning_in_a_message(system: ActorSystem) {
    let diary = system.create::<Diary>(()).await.expect("created");
    let mirror = system.create::<Mirror>(()).await.expect("created");
    let again = mirror.ask(Show(diary.clone())).timeout(SOON).await.expect("an answer");
    assert_eq!(again, diary);
    assert_eq!(again.to_string(), diary.to_string());
    again.tell(Note(1)).await.expect("told");
    assert_eq!(again.ask(Read).timeout(SOON).await, Ok(vec![1]));
}

#[derive(Default)]
struct Mirror;

#[message]
struct Show(Address<Diary>);

#[actor]
impl Mirror {
    #[handler]
    fn show(&mut self, Show(address): Show) -> Address<Diary> {
        address
    }
}

/// How much a slow actor does for each message.
const WORK: u32 = 300;

/// Takes its time for each message.
#[derive(Default)]
struct Sluggish {
    handled: u64,
    gate: Option<ReplyTo<u64>>,
}

#[message]
struct Wait;

#[message]
struct Item(u64);

#[message]
struct Total;

#[actor(mailbox = 8)]
impl Sluggish {
    /// Never ends by itself.
    #[handler]
    async fn wait(&mut self, _: Wait) {
        std::future::pending::<()>().await;
    }

    #[handler]
    fn item(&mut self, Item(number): Item) {
        assert_eq!(number, self.handled, "in order");
        // Slower than any sender.
        (0..WORK).for_each(|step| _ = std::hint::black_box(step));
        self.handled += 1;
    }

    #[handler]
    fn total(&mut self, _: Total, reply: ReplyTo<u64>) {
        reply.send(self.handled);
        self.gate = None;
    }
}

async fn a_full_mailbox_refuses_and_gives_the_message_back(other: ActorSystem) {
    let builder =
        ActorSystem::builder(other.base()).admin("127.0.0.1:0").grace(std::time::Duration::ZERO);
    let system = builder.start().await.expect("starts");
    let sluggish = system.create::<Sluggish>(()).await.expect("created");
    sluggish.tell(Wait).await.expect("told");
    let mut taken = 0;
    let refused = loop {
        match sluggish.try_tell(Item(taken)) {
            Ok(()) => taken += 1,
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused, TryTellError::Full(Item(taken)));
    // The actor holds one in hand, or has not taken it yet.
    assert!((7..=8).contains(&taken), "{taken}");
    system.shutdown().await.expect("what never ends is stopped");
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// Sends on as fast as it can, a part of the work at each message.
struct Fast {
    target: Address<Sluggish>,
    sent: u64,
}

#[message]
struct Flood {
    upto: u64,
    done: ReplyTo<u64>,
}

#[actor]
impl Fast {
    #[init]
    fn new(target: Address<Sluggish>) -> Self {
        Self { target, sent: 0 }
    }

    #[handler]
    fn flood(&mut self, flood: Flood, ctx: &mut Context<Self>) {
        for _ in 0..100 {
            ctx.send(&self.target, Item(self.sent));
            self.sent += 1;
        }
        if self.sent < flood.upto {
            let me = ctx.address();
            ctx.send(&me, flood);
        } else {
            flood.done.send(self.sent);
        }
    }
}

#[message]
struct Start(u64);

/// Starts a flood and waits for its end.
#[derive(Default)]
struct Starter;

#[message]
struct Begin {
    fast: Address<Fast>,
    upto: u64,
}

#[actor]
impl Starter {
    #[handler]
    fn begin(&mut self, begin: Begin, reply: ReplyTo<u64>, ctx: &mut Context<Self>) {
        ctx.send(&begin.fast, Flood { upto: begin.upto, done: reply });
    }
}

async fn flood(system: &ActorSystem, upto: u64) -> (Address<Fast>, Address<Sluggish>) {
    let sluggish = system.create::<Sluggish>(()).await.expect("created");
    let fast = system.create::<Fast>(sluggish.clone()).await.expect("created");
    let starter = system.create::<Starter>(()).await.expect("created");
    let begin = Begin { fast: fast.clone(), upto };
    assert_eq!(starter.ask(begin).await, Ok(upto));
    // The last of them are on their way when the question comes from elsewhere.
    while sluggish.ask(Total).timeout(SOON).await.expect("an answer") < upto {}
    (fast, sluggish)
}

async fn a_fast_sender_is_slowed_down_and_nothing_is_lost(system: ActorSystem) {
    flood(&system, 20_000).await;
}

/// Floods its partner with what it gets, for a number of rounds.
#[derive(Default)]
struct Rival {
    partner: Option<Address<Rival>>,
    got: u64,
    wanted: u64,
    done: Option<ReplyTo<u64>>,
}

#[message]
struct Meet(Address<Rival>);

#[message]
struct Blow;

#[message]
struct Fight {
    blows: u64,
}

#[actor(mailbox = 16)]
impl Rival {
    #[handler]
    fn meet(&mut self, Meet(partner): Meet) {
        self.partner = Some(partner);
    }

    #[handler]
    fn fight(&mut self, Fight { blows }: Fight, reply: ReplyTo<u64>, ctx: &mut Context<Self>) {
        self.wanted = blows;
        self.done = Some(reply);
        let partner = self.partner.clone().expect("they have met");
        for _ in 0..blows {
            ctx.send(&partner, Blow);
        }
        self.check();
    }

    #[handler]
    fn blow(&mut self, _: Blow) {
        self.got += 1;
        self.check();
    }
}

impl Rival {
    fn check(&mut self) {
        if self.got == self.wanted
            && let Some(done) = self.done.take()
        {
            done.send(self.got);
        }
    }
}

async fn two_actors_that_flood_each_other_finish(system: ActorSystem) {
    let left = system.create::<Rival>(()).await.expect("created");
    let right = system.create::<Rival>(()).await.expect("created");
    left.ask(Meet(right.clone())).timeout(SOON).await.expect("met");
    right.ask(Meet(left.clone())).timeout(SOON).await.expect("met");
    let (one, other) =
        tokio::join!(left.ask(Fight { blows: 5000 }), right.ask(Fight { blows: 5000 }));
    assert_eq!((one, other), (Ok(5000), Ok(5000)));
}

/// Handles nothing while it waits at a gate.
#[derive(Default)]
struct Visitor {
    handled: u64,
}

#[message]
struct Visit(Address<Gate>);

#[actor(mailbox = 8)]
impl Visitor {
    #[handler]
    async fn visit(&mut self, Visit(gate): Visit) -> Result<(), String> {
        gate.ask(Pass).await.map_err(|error| error.to_string())
    }

    #[handler]
    fn item(&mut self, _: Item) {
        self.handled += 1;
    }

    #[handler]
    fn total(&mut self, _: Total) -> u64 {
        self.handled
    }
}

/// Tells until a tell has to wait, lets it pass, and counts what was handled.
async fn tells_wait_for_room<F>(system: &ActorSystem, tell: impl Fn(&Address<Visitor>, u64) -> F)
where
    F: Future<Output = ()>,
{
    let gate = system.create::<Gate>(()).await.expect("created");
    let visitor = system.create::<Visitor>(()).await.expect("created");
    visitor.tell(Visit(gate.clone())).await.expect("told");
    let (mut told, mut waiting) = (0, None);
    while waiting.is_none() {
        assert!(told < 100_000, "a full mailbox takes no end of messages");
        let mut telling = Box::pin(tell(&visitor, told));
        let polled = poll_fn(|cx| Poll::Ready(telling.as_mut().poll(cx))).await;
        told += 1;
        waiting = polled.is_pending().then_some(telling);
    }
    // One who gives up takes nobody's place.
    drop(tell(&visitor, told));
    gate.ask(Open).timeout(SOON).await.expect("opened");
    if let Some(telling) = waiting {
        telling.await;
    }
    assert_eq!(visitor.ask(Total).timeout(SOON).await, Ok(told));
}

async fn a_tell_to_a_recipient_waits_for_room(system: ActorSystem) {
    tells_wait_for_room(&system, |visitor, number| {
        let recipient = visitor.recipient::<Item>();
        async move { recipient.tell(Item(number)).await.expect("told") }
    })
    .await;
}

async fn a_tell_to_any_address_waits_for_room(system: ActorSystem) {
    tells_wait_for_room(&system, |visitor, number| {
        let any = visitor.any();
        async move { any.tell(Item(number)).await.expect("told") }
    })
    .await;
}
/// The memory that a process had at most, in KiB.
fn peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it lives");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

async fn a_million_messages_between_processes_take_little_memory(system: ActorSystem) {
    flood(&system, 1_000_000).await;
    let processes = system.processes().await;
    let of = |name: &str| {
        let process = processes.iter().find(|process| process.role.ends_with(name));
        peak(process.expect("it runs").pid)
    };
    let (fast, slow) = (of("actors::Fast"), of("actors::Sluggish"));
    assert!(fast < 64 * 1024 && slow < 64 * 1024, "{fast} KiB and {slow} KiB");
}

on_every_base! {
    what_one_sends_to_another_arrives_in_order
    an_address_keeps_its_meaning_in_a_message
    a_tell_to_a_recipient_waits_for_room
    a_tell_to_any_address_waits_for_room
    a_fast_sender_is_slowed_down_and_nothing_is_lost
    two_actors_that_flood_each_other_finish
    a_full_mailbox_refuses_and_gives_the_message_back
    a_million_messages_between_processes_take_little_memory
}
