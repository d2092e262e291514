//! Creating, parents and children, and the end.

use actors::{CreateError, prelude::*};

use crate::{SOON, on_every_base};

/// Tells a witness what happens to its children.
struct Parent {
    witness: AnyAddress,
    children: Vec<Address<Child>>,
}

#[message]
struct Bear;

#[message]
struct Children;

#[message]
struct Family(Vec<Address<Child>>);

#[message]
struct ChildEnded(String);

#[actor]
impl Parent {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness, children: Vec::new() }
    }

    #[handler]
    fn bear(&mut self, _: Bear, ctx: &mut Context<Self>) -> Address<Child> {
        let child = ctx.spawn::<Child>(self.witness.clone());
        self.children.push(child.clone());
        child
    }

    #[handler]
    fn children(&self, _: Children, ctx: &Context<Self>) -> u32 {
        u32::try_from(ctx.children().len()).expect("few")
    }

    #[handler]
    fn child_exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, ChildEnded(exited.reason.to_string()));
    }
}

struct Child {
    witness: AnyAddress,
}

#[message]
struct Alive;

#[message]
struct LastWord(String);

#[actor]
impl Child {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn alive(&mut self, _: Alive) -> bool {
        true
    }

    #[handler]
    fn leave(&mut self, _: Children, ctx: &mut Context<Self>) {
        ctx.exit();
    }

    #[handler]
    fn exit(&mut self, _: ActorExitRequest, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, LastWord("child".into()));
    }
}

async fn a_spawned_child_takes_messages_before_it_runs(system: ActorSystem) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    let child = parent.ask(Bear).timeout(SOON).await.expect("a child");
    assert_eq!(child.ask(Alive).timeout(SOON).await, Ok(true));
    assert_eq!(parent.ask(Children).timeout(SOON).await, Ok(1));
}

async fn a_parent_hears_of_the_end_of_its_child(system: ActorSystem) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    let child = parent.ask(Bear).timeout(SOON).await.expect("a child");
    child.tell(ActorExitRequest::new()).await.expect("told");
    let mut heard = Vec::new();
    for _ in 0..2 {
        let message = witness.listen(SOON).await.expect("a word");
        heard.push(match message.take::<LastWord>() {
            Ok(LastWord(word)) => word,
            Err(message) => message.take::<ChildEnded>().expect("the end").0,
        });
    }
    // Two senders: nothing is promised about which of them comes first.
    heard.sort();
    assert_eq!(heard, ["asked to exit", "child"]);
    assert_eq!(parent.ask(Children).timeout(SOON).await, Ok(0));
}

async fn an_exit_request_takes_the_children_along(system: ActorSystem) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    let child = parent.ask(Bear).timeout(SOON).await.expect("a child");
    assert_eq!(child.ask(Alive).timeout(SOON).await, Ok(true));
    parent.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    let word = witness.listen(SOON).await.expect("a word").take::<LastWord>();
    assert_eq!(word.expect("the child's").0, "child");
    let answer = child.ask(Alive).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(_) | AskError::NoReply)), "{answer:?}");
}

async fn a_request_that_is_not_recursive_spares_the_children(system: ActorSystem) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    let child = parent.ask(Bear).timeout(SOON).await.expect("a child");
    parent.ask(ActorExitRequest::not_recursive()).timeout(SOON).await.expect("it goes");
    loop {
        match parent.ask(Children).timeout(SOON).await {
            Err(AskError::Ended(_)) => break,
            Err(AskError::NoReply) | Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(child.ask(Alive).timeout(SOON).await, Ok(true));
}

async fn an_actor_ends_itself_after_the_handler(system: ActorSystem) {
    let witness = system.private();
    let child = system.create::<Child>(witness.address()).await.expect("created");
    child.ask(Children).timeout(SOON).await.expect("an answer");
    let answer = child.ask(Alive).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(_) | AskError::NoReply)), "{answer:?}");
}

/// Can't be built.
struct Broken;

#[actor]
impl Broken {
    #[init]
    fn new(why: String) -> Result<Self, std::io::Error> {
        if why == "panic" {
            panic!("a panic in the init");
        }
        Err(std::io::Error::other(why))
    }

    #[handler]
    fn alive(&mut self, _: Alive) {}
}

async fn what_fails_to_start_says_why(system: ActorSystem) {
    let error = system.create::<Broken>("no database".into()).await.expect_err("it fails");
    assert!(matches!(error, CreateError::Init { .. }), "{error:?}");
    assert!(error.to_string().contains("no database"), "{error}");
    let error = system.create::<Broken>("panic".into()).await.expect_err("it fails");
    assert!(error.to_string().contains("a panic in the init"), "{error}");
}

/// Spawns what can't be built.
struct Optimist {
    witness: AnyAddress,
}

#[actor]
impl Optimist {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn bear(&mut self, _: Bear, ctx: &mut Context<Self>) {
        let broken = ctx.spawn::<Broken>("no luck".into());
        ctx.send(&broken, Alive);
        ctx.handle_dead_letters(true);
    }

    #[handler]
    fn child_exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, ChildEnded(exited.reason.to_string()));
    }
}

async fn a_child_that_fails_to_start_is_told_to_its_parent(system: ActorSystem) {
    let witness = system.private();
    let optimist = system.create::<Optimist>(witness.address()).await.expect("created");
    optimist.tell(Bear).await.expect("told");
    let ended = witness.listen(SOON).await.expect("a word").take::<ChildEnded>();
    let reason = ended.expect("the end").0;
    assert!(reason.contains("no luck"), "{reason}");
}

async fn messages_sent_before_an_exit_request_are_handled_before_it(system: ActorSystem) {
    let witness = system.private();
    let greeter = system.create::<Echo>(witness.address()).await.expect("created");
    for _ in 0..100 {
        greeter.tell(Alive).await.expect("told");
    }
    greeter.tell(ActorExitRequest::new()).await.expect("told");
    for _ in 0..100 {
        witness.listen(SOON).await.expect("each is handled");
    }
}

struct Echo {
    witness: AnyAddress,
}

#[actor]
impl Echo {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn alive(&mut self, _: Alive, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, Alive);
    }
}

async fn shutdown_lets_every_actor_say_its_last_word(system: ActorSystem) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    parent.ask(Bear).timeout(SOON).await.expect("a child").ask(Alive).await.expect("it runs");
    system.shutdown().await.expect("down");
    let word = witness.listen(SOON).await.expect("a word").take::<LastWord>();
    assert_eq!(word.expect("the child's").0, "child");
}

on_every_base! {
    a_spawned_child_takes_messages_before_it_runs
    a_parent_hears_of_the_end_of_its_child
    an_exit_request_takes_the_children_along
    a_request_that_is_not_recursive_spares_the_children
    an_actor_ends_itself_after_the_handler
    what_fails_to_start_says_why
    a_child_that_fails_to_start_is_told_to_its_parent
    messages_sent_before_an_exit_request_are_handled_before_it
    shutdown_lets_every_actor_say_its_last_word
}
