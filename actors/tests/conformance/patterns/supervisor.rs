//! Supervisors: who is made again with whom, how often, and in which order all ends.

use std::time::Duration;

use actors::{
    ExitReason, Restart,
    patterns::supervisor::{FindChild, ListChildren, SupervisedChild, Supervision, Supervisor},
    prelude::*,
};

use crate::{SOON, on_every_base};

/// What happened, in the order in which it did: each line was written before what followed.
#[derive(Default)]
struct Diary {
    lines: Vec<String>,
}

#[message]
struct Write(String);

#[message]
struct Read;

#[actor]
impl Diary {
    #[handler]
    fn write(&mut self, Write(line): Write) {
        self.lines.push(line);
    }

    #[handler]
    fn read(&self, _: Read) -> Vec<String> {
        self.lines.clone()
    }
}

/// Writes down when it begins and when it ends.
struct Member {
    name: String,
    diary: Address<Diary>,
}

#[message]
struct Fail;

#[message]
struct Alive;

#[actor(on_panic = "stop")]
impl Member {
    #[init]
    async fn new(name: String, diary: Address<Diary>) -> Result<Self, AskError> {
        diary.ask(Write(format!("{name} begins"))).timeout(SOON).await?;
        Ok(Self { name, diary })
    }

    #[handler]
    fn fail(&mut self, _: Fail, ctx: &mut Context<Self>) {
        ctx.fail("as asked");
    }

    #[handler]
    fn alive(&mut self, _: Alive) -> bool {
        true
    }

    #[handler]
    async fn exit(&mut self, _: ActorExitRequest) {
        let line = Write(format!("{} ends", self.name));
        // When all ends, the diary may be the first to go.
        let _ = self.diary.ask(line).timeout(SOON).await;
    }
}

/// A diary, and how far it was read.
struct Story {
    system: ActorSystem,
    diary: Address<Diary>,
    read: usize,
}

impl Story {
    /// The next lines.
    async fn next(&mut self, count: usize) -> Vec<String> {
        loop {
            let lines = self.diary.ask(Read).timeout(SOON).await.expect("the lines");
            if let Some(next) = lines.get(self.read..self.read + count) {
                self.read += count;
                return next.to_vec();
            }
            pause(&self.system).await;
        }
    }
}

/// Lets others have their turn, and time pass where it is ours.
async fn pause(system: &ActorSystem) {
    system.advance(Duration::from_millis(1));
    tokio::task::yield_now().await;
}

/// A supervisor with three members.
async fn supervised(
    system: &ActorSystem,
    plan: Supervision,
    most: u32,
) -> (Story, Address<Supervisor>) {
    let diary = system.create::<Diary>(()).await.expect("created");
    let soon = Duration::from_millis(2);
    let restart = Restart::on_failure().at_most(most, Duration::from_secs(3600));
    let mut plan = plan.restart(restart.backoff(soon, soon));
    for name in ["a", "b", "c"] {
        plan = plan.child::<Member>(name, (name.to_owned(), diary.clone()));
    }
    let mut story = Story { system: system.clone(), diary, read: 0 };
    let supervisor = system.create::<Supervisor>(plan).await.expect("created");
    assert_eq!(story.next(3).await, ["a begins", "b begins", "c begins"]);
    (story, supervisor)
}

async fn member(
    system: &ActorSystem,
    supervisor: &Address<Supervisor>,
    name: &str,
) -> Address<Member> {
    loop {
        let found = supervisor.ask(FindChild(name.into())).timeout(SOON).await.expect("an answer");
        if let Some(member) = found {
            return member.downcast().expect("a member");
        }
        pause(system).await;
    }
}

async fn one_for_one_makes_the_one_again(system: ActorSystem) {
    let (mut story, supervisor) = supervised(&system, Supervision::one_for_one(), 5).await;
    let before = member(&system, &supervisor, "b").await;
    let neighbour = member(&system, &supervisor, "c").await;
    before.tell(Fail).await.expect("told");
    assert_eq!(story.next(1).await, ["b begins"]);
    let after = member(&system, &supervisor, "b").await;
    assert_ne!(before, after);
    assert_eq!(after.ask(Alive).timeout(SOON).await, Ok(true));
    assert_eq!(member(&system, &supervisor, "c").await, neighbour);
    let children = supervisor.ask(ListChildren).timeout(SOON).await.expect("a list");
    let restarts: Vec<_> = children
        .iter()
        .map(|SupervisedChild { name, restarts, .. }| (name.as_str(), *restarts))
        .collect();
    assert_eq!(restarts, [("a", 0), ("b", 1), ("c", 0)]);
}

async fn one_for_all_makes_all_again(system: ActorSystem) {
    let (mut story, supervisor) = supervised(&system, Supervision::one_for_all(), 5).await;
    member(&system, &supervisor, "b").await.tell(Fail).await.expect("told");
    let said = story.next(5).await;
    assert_eq!(said, ["c ends", "a ends", "a begins", "b begins", "c begins"]);
}

async fn rest_for_one_makes_the_one_and_those_after_it_again(system: ActorSystem) {
    let (mut story, supervisor) = supervised(&system, Supervision::rest_for_one(), 5).await;
    let first = member(&system, &supervisor, "a").await;
    member(&system, &supervisor, "b").await.tell(Fail).await.expect("told");
    assert_eq!(story.next(3).await, ["c ends", "b begins", "c begins"]);
    assert_eq!(member(&system, &supervisor, "a").await, first);
}

async fn a_supervisor_ends_its_children_in_reverse_order(system: ActorSystem) {
    let (mut story, supervisor) = supervised(&system, Supervision::one_for_one(), 5).await;
    supervisor.tell(ActorExitRequest::new()).await.expect("told");
    assert_eq!(story.next(3).await, ["c ends", "b ends", "a ends"]);
}

async fn a_supervisor_whose_children_fail_too_often_fails(system: ActorSystem) {
    let (mut story, supervisor) = supervised(&system, Supervision::one_for_one(), 1).await;
    member(&system, &supervisor, "a").await.tell(Fail).await.expect("told");
    assert_eq!(story.next(1).await, ["a begins"]);
    member(&system, &supervisor, "a").await.tell(Fail).await.expect("told");
    assert_eq!(story.next(2).await, ["c ends", "b ends"]);
    let reason = loop {
        match supervisor.ask(ListChildren).timeout(SOON).await {
            Ok(_) | Err(AskError::NoReply) => pause(&system).await,
            Err(AskError::Ended(reason)) => break reason,
            Err(error) => panic!("{error}"),
        }
    };
    let ExitReason::Failed(why) = reason else { panic!("{reason}") };
    assert_eq!(why, "children ended too often; the last one: failed: as asked");
}

async fn a_child_that_was_asked_to_end_stays_ended(system: ActorSystem) {
    let (mut story, supervisor) = supervised(&system, Supervision::one_for_all(), 5).await;
    member(&system, &supervisor, "b").await.tell(ActorExitRequest::new()).await.expect("told");
    assert_eq!(story.next(1).await, ["b ends"]);
    while supervisor.ask(FindChild("b".into())).timeout(SOON).await != Ok(None) {}
    assert_eq!(member(&system, &supervisor, "a").await.ask(Alive).timeout(SOON).await, Ok(true));
}

on_every_base! {
    one_for_one_makes_the_one_again
    one_for_all_makes_all_again
    rest_for_one_makes_the_one_and_those_after_it_again
    a_supervisor_ends_its_children_in_reverse_order
    a_supervisor_whose_children_fail_too_often_fails
    a_child_that_was_asked_to_end_stays_ended
}
