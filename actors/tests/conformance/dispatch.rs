//! Dispatch by type: a handler for the very message, then one for a kind that it is of, then the
//! fallback.

use actors::{Recipient, prelude::*};

use crate::{SOON, on_every_base};

/// The kind that the others are of.
#[message]
struct Event(String);

#[message(is_a = Event)]
struct Alarm(u32);

/// A kind of a kind.
#[message(is_a = Alarm)]
struct Fire {
    floor: u32,
}

#[message]
struct Task(String);

/// Of two kinds, the first of them nearer.
#[message(is_a = Task, is_a = Event)]
struct Repair(String);

/// The same, as a list, and its first kind is of the second one too.
#[message(is_a = [Alarm, Task])]
struct Flood;

/// Nobody handles it.
#[message]
struct Stray;

impl From<Alarm> for Event {
    fn from(Alarm(level): Alarm) -> Self {
        Self(format!("alarm {level}"))
    }
}

impl From<Fire> for Alarm {
    fn from(fire: Fire) -> Self {
        Self(fire.floor)
    }
}

impl From<Repair> for Event {
    fn from(Repair(what): Repair) -> Self {
        Self(format!("repair of {what}"))
    }
}

impl From<Repair> for Task {
    fn from(Repair(what): Repair) -> Self {
        Self(format!("repair {what}"))
    }
}

impl From<Flood> for Alarm {
    fn from(_: Flood) -> Self {
        Self(100)
    }
}

impl From<Flood> for Task {
    fn from(_: Flood) -> Self {
        Self("pump".into())
    }
}

/// Handles the kinds, passes some of them on, and tells its sender which handler it was.
#[derive(Default)]
struct Porter;

#[actor]
impl Porter {
    #[handler]
    fn event(&mut self, Event(what): Event) -> String {
        format!("event: {what}")
    }

    #[handler]
    fn alarm(&mut self, alarm: &Alarm) -> Dispatch<String> {
        if alarm.0 < 10 {
            return Dispatch::Super;
        }
        Dispatch::Done(format!("alarm: {}", alarm.0))
    }

    #[handler]
    async fn task(&mut self, Task(what): Task) -> Dispatch<String> {
        match what.as_str() {
            "repair nothing" => Dispatch::Super,
            "repair panic" => panic!("can't be repaired"),
            _ => Dispatch::Done(format!("task: {what}")),
        }
    }
}

/// Handles one kind, and anything else.
#[derive(Default)]
struct Desk;

#[actor]
impl Desk {
    #[handler]
    fn alarm(&mut self, Alarm(level): Alarm) -> Dispatch<String> {
        if level < 10 { Dispatch::Super } else { Dispatch::Done(format!("alarm: {level}")) }
    }

    #[handler(fallback)]
    fn other(&mut self, message: AnyMessage) -> String {
        let name = message.name().into_owned();
        format!("other: {}", name.rsplit("::").next().unwrap_or_default())
    }
}

async fn ask<M: Message>(system: &ActorSystem, who: &AnyAddress, message: M) -> String {
    let endpoint = system.private();
    let answer = endpoint.ask_any(who, message, SOON).await.expect("an answer");
    answer.take::<String>().expect("a string")
}

async fn a_message_finds_the_handler_of_its_nearest_kind(system: ActorSystem) {
    let porter = system.create::<Porter>(()).await.expect("created").any();
    assert_eq!(ask(&system, &porter, Alarm(50)).await, "alarm: 50");
    assert_eq!(ask(&system, &porter, Fire { floor: 30 }).await, "alarm: 30");
    assert_eq!(ask(&system, &porter, Repair("lamp".into())).await, "task: repair lamp");
    assert_eq!(ask(&system, &porter, Flood).await, "alarm: 100");
}

async fn a_handler_passes_its_message_on_to_the_next_kind(system: ActorSystem) {
    let porter = system.create::<Porter>(()).await.expect("created");
    assert_eq!(porter.ask(Alarm(1)).timeout(SOON).await.as_deref(), Ok("event: alarm 1"));
    let porter = porter.any();
    assert_eq!(ask(&system, &porter, Fire { floor: 2 }).await, "event: alarm 2");
    let nothing = Repair("nothing".into());
    assert_eq!(ask(&system, &porter, nothing).await, "event: repair of nothing");
}

async fn what_no_kind_takes_comes_to_the_fallback(system: ActorSystem) {
    let desk = system.create::<Desk>(()).await.expect("created");
    assert_eq!(desk.ask(Alarm(1)).timeout(SOON).await.as_deref(), Ok("other: Alarm"));
    let desk = desk.any();
    assert_eq!(ask(&system, &desk, Fire { floor: 20 }).await, "alarm: 20");
    assert_eq!(ask(&system, &desk, Fire { floor: 3 }).await, "other: Fire");
    assert_eq!(ask(&system, &desk, Stray).await, "other: Stray");
}

async fn what_is_passed_on_and_taken_by_nobody_is_unhandled(system: ActorSystem) {
    let porter = system.create::<Porter>(()).await.expect("created");
    let answer = porter.ask(Task("repair nothing".into())).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Unhandled { .. })), "{answer:?}");
}

async fn an_asker_of_what_nobody_handles_is_told_at_once(system: ActorSystem) {
    let porter = system.create::<Porter>(()).await.expect("created");
    let endpoint = system.private();
    let answer = endpoint.ask_any(&porter, Stray, SOON * 3).await;
    let Err(AskError::Unhandled { message, actor }) = &answer else { panic!("{answer:?}") };
    assert!(message.ends_with("::Stray"), "{message}");
    assert!(actor.ends_with("::Porter"), "{actor}");
    // By a wrong type, too: an actor elsewhere decides itself.
    if let Ok(deaf) = porter.any().downcast::<Deaf>() {
        let answer = deaf.ask(Dead).timeout(SOON * 3).await;
        assert!(matches!(answer, Err(AskError::Unhandled { .. })), "{answer:?}");
    }
}

async fn an_asker_of_what_fails_as_its_kind_is_told_so(system: ActorSystem) {
    let porter = system.create::<Porter>(()).await.expect("created");
    let endpoint = system.private();
    let answer = endpoint.ask_any(&porter, Repair("panic".into()), SOON).await;
    let Err(AskError::Poisoned(panic)) = &answer else { panic!("{answer:?}") };
    assert!(panic.starts_with("can't be repaired"), "{panic}");
    // Told, not asked, it comes back as what it was.
    endpoint.tell(&porter, Repair("panic".into())).await.expect("told");
    let poison = endpoint.listen(SOON).await.expect("poison").take::<PoisonMessage>();
    let poison = poison.expect("poison");
    assert!(poison.message.is::<Repair>(), "{:?}", poison.message);
}

/// Sends a kind to whoever handles what it is a kind of.
#[derive(Default)]
struct Sender;

#[message]
struct Send(Recipient<Event>);

#[actor]
impl Sender {
    #[handler]
    fn send(&mut self, Send(recipient): Send, ctx: &mut Context<Self>) {
        ctx.send(&recipient, Alarm(7));
        ctx.send(&recipient, Event("plain".into()));
    }
}

/// Tells a witness of events.
struct Teller {
    witness: AnyAddress,
}

#[actor]
impl Teller {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn event(&mut self, Event(what): Event, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, what);
    }
}

async fn a_recipient_takes_every_kind_of_its_message(system: ActorSystem) {
    let witness = system.private();
    let teller = system.create::<Teller>(witness.address()).await.expect("created");
    let recipient = teller.recipient::<Event>();
    recipient.tell(Fire2(9)).await.expect("told");
    let sender = system.create::<Sender>(()).await.expect("created");
    sender.ask(Send(recipient)).timeout(SOON).await.expect("sent");
    let mut heard = Vec::new();
    for _ in 0..3 {
        heard.push(witness.listen(SOON).await.expect("a word").take::<String>().expect("a word"));
    }
    heard.sort();
    assert_eq!(heard, ["alarm 7", "fire of 9", "plain"]);
}

/// Only for recipients.
#[message(is_a = Event)]
struct Fire2(u32);

impl From<Fire2> for Event {
    fn from(Fire2(place): Fire2) -> Self {
        Self(format!("fire of {place}"))
    }
}

/// Hands what it takes for an event on.
struct Relay {
    next: AnyAddress,
}

#[actor]
impl Relay {
    #[init]
    fn new(next: AnyAddress) -> Self {
        Self { next }
    }

    #[handler]
    fn event(&mut self, _: Event, ctx: &mut Context<Self>) -> String {
        ctx.forward(&self.next);
        String::new()
    }
}

async fn what_is_handed_on_is_what_was_sent(system: ActorSystem) {
    let desk = system.create::<Desk>(()).await.expect("created");
    let relay = system.create::<Relay>(desk.any()).await.expect("created").any();
    assert_eq!(ask(&system, &relay, Repair("lamp".into())).await, "other: Repair");
}

/// Has no handler but one, and tells of dead letters.
#[derive(Default)]
struct Deaf {
    dead: Vec<String>,
}

#[message]
struct Bear;

#[message]
struct Dead;

#[actor]
impl Deaf {
    #[init]
    fn new(ctx: &mut Context<Self>) -> Self {
        ctx.handle_dead_letters(true);
        Self::default()
    }

    /// It does not want to hear of the child's end.
    #[handler]
    fn bear(&mut self, _: Bear, ctx: &mut Context<Self>) -> Address<Porter> {
        let child = ctx.spawn::<Porter>(());
        ctx.watch(&child);
        child
    }

    #[handler]
    fn dead(&mut self, _: Dead) -> Vec<String> {
        self.dead.clone()
    }

    #[handler]
    fn bury(&mut self, dead: DeadEnvelope) {
        self.dead.push(dead.message.name().into_owned());
    }
}

async fn words_of_the_system_without_a_handler_are_no_dead_letters(system: ActorSystem) {
    let deaf = system.create::<Deaf>(()).await.expect("created");
    let child = deaf.ask(Bear).timeout(SOON).await.expect("a child");
    child.any().tell(Stray).await.expect("told");
    child.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    while child.ask(Event(String::new())).timeout(SOON).await.is_ok() {}
    let began = std::time::Instant::now();
    let dead = loop {
        let dead = deaf.ask(Dead).timeout(SOON).await.expect("the letters");
        if dead.iter().any(|name| name.ends_with("::Stray")) {
            break dead;
        }
        assert!(began.elapsed() < SOON, "{dead:?}");
    };
    assert!(dead.iter().all(|name| !name.starts_with("actors.")), "{dead:?}");
}

async fn a_dead_letter_of_another_process_has_the_name_of_its_message(system: ActorSystem) {
    let deaf = system.create::<Deaf>(()).await.expect("created");
    let porter = system.create::<Porter>(()).await.expect("created");
    let began = std::time::Instant::now();
    loop {
        porter.any().tell(Stray).await.expect("told");
        let dead = deaf.ask(Dead).timeout(SOON).await.expect("the letters");
        if dead.iter().any(|name| name.ends_with("dispatch::Stray")) {
            break;
        }
        assert!(began.elapsed() < SOON, "{dead:?}");
    }
}

/// Handles one message.
#[derive(Default)]
struct Single;

#[message]
struct Known(u32);

#[actor]
impl Single {
    #[handler]
    fn known(&mut self, Known(number): Known) -> u32 {
        number + 1
    }
}

/// Hands on what it gets to whoever it is told.
#[derive(Default)]
struct Passer;

#[message]
struct Pass(AnyAddress);

#[actor]
impl Passer {
    #[handler]
    fn pass(&mut self, pass: &Pass, ctx: &mut Context<Self>) -> u32 {
        ctx.forward(&pass.0);
        0
    }
}

async fn asking_what_is_not_handled_is_answered_at_once(system: ActorSystem) {
    let single = system.create::<Single>(()).await.expect("created");
    let passer = system.create::<Passer>(()).await.expect("created");
    let answer = passer.ask(Pass(single.any())).timeout(SOON).await;
    let Err(AskError::Unhandled { actor, .. }) = answer else { panic!("{answer:?}") };
    assert!(actor.ends_with("Single"), "{actor}");
    assert_eq!(single.ask(Known(1)).timeout(SOON).await, Ok(2), "it is well");
}

on_every_base! {
    asking_what_is_not_handled_is_answered_at_once
    a_message_finds_the_handler_of_its_nearest_kind
    a_handler_passes_its_message_on_to_the_next_kind
    what_no_kind_takes_comes_to_the_fallback
    what_is_passed_on_and_taken_by_nobody_is_unhandled
    an_asker_of_what_nobody_handles_is_told_at_once
    an_asker_of_what_fails_as_its_kind_is_told_so
    a_recipient_takes_every_kind_of_its_message
    what_is_handed_on_is_what_was_sent
    words_of_the_system_without_a_handler_are_no_dead_letters
    a_dead_letter_of_another_process_has_the_name_of_its_message
}

#[test]
fn an_actor_lists_what_it_handles() {
    let handled = <Porter as actors::Actor>::messages();
    let mut names: Vec<_> = handled
        .iter()
        .map(|handled| {
            let message = handled.message();
            (message.rsplit("::").next().unwrap_or_default().to_owned(), handled.handler())
        })
        .collect();
    names.sort();
    let event = |name: &str, handler| (name.to_owned(), handler);
    let wanted = [
        event("Alarm", "alarm"),
        event("Event", "event"),
        event("Task", "task"),
        event("actors.ActorExitRequest", ""),
    ];
    assert_eq!(names, wanted);
}
