//! The outside: asking, telling, listening, and being answered along a chain.

use actors::{TryTellError, prelude::*};

use crate::{SOON, on_every_base};

/// Keeps what it is told, in order.
#[derive(Default)]
struct Diary {
    pages: Vec<u32>,
}

#[message]
struct Note(u32);

#[message]
struct Read;

#[message]
struct Halve(u32);

#[message]
#[derive(PartialEq)]
struct Odd(u32);

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

    #[handler]
    async fn halve(&mut self, halve: &Halve) -> Result<u32, Odd> {
        if halve.0.is_multiple_of(2) { Ok(halve.0 / 2) } else { Err(Odd(halve.0)) }
    }
}

async fn a_handlers_error_reaches_the_asker_with_its_type(system: ActorSystem) {
    let diary = system.create::<Diary>(()).await.expect("created");
    assert_eq!(diary.ask(Halve(8)).timeout(SOON).await, Ok(4));
    assert_eq!(diary.ask(Halve(7)).timeout(SOON).await, Err(AskError::Handler(Odd(7))));
}

/// Answers when it is told to.
#[derive(Default)]
struct Slow {
    waiting: Vec<ReplyTo<u32>>,
}

#[message]
struct Question;

#[message]
struct Release(u32);

#[actor]
impl Slow {
    #[handler]
    fn question(&mut self, _: Question, reply: ReplyTo<u32>) {
        self.waiting.push(reply);
    }

    #[handler]
    fn release(&mut self, Release(answer): Release) {
        for reply in self.waiting.drain(..) {
            reply.send(answer);
        }
    }
}

async fn a_timeout_says_so_and_a_late_answer_is_nobody_elses(system: ActorSystem) {
    let slow = system.create::<Slow>(()).await.expect("created");
    let limit = std::time::Duration::from_millis(30);
    assert_eq!(slow.ask(Question).timeout(limit).await, Err(AskError::Timeout(limit)));
    assert_eq!(system.dead_letters(), 1, "nobody will hear the answer");
    slow.tell(Release(1)).await.expect("told");
    let (answer, ()) = tokio::join!(slow.ask(Question).timeout(SOON).into_future(), async {
        slow.tell(Release(2)).await.expect("told");
    });
    assert_eq!(answer, Ok(2));
}

/// Hands the right to answer on to another actor.
struct Clerk {
    expert: Address<Expert>,
}

#[derive(Default)]
struct Expert;

#[message]
struct Case {
    number: u32,
    reply: ReplyTo<String>,
}

#[message]
struct File(u32);

#[message]
struct Hand(u32);

#[actor]
impl Clerk {
    #[init]
    fn new(expert: Address<Expert>) -> Self {
        Self { expert }
    }

    #[handler]
    fn file(&mut self, File(number): File, reply: ReplyTo<String>, ctx: &mut Context<Self>) {
        ctx.send(&self.expert, Case { number, reply });
    }

    #[handler]
    fn hand(&mut self, _: Hand, ctx: &mut Context<Self>) -> String {
        ctx.forward(&self.expert);
        "not sent".into()
    }
}

#[actor]
impl Expert {
    #[handler]
    fn case(&mut self, case: Case) {
        case.reply.send(format!("case {}", case.number));
    }

    #[handler]
    fn hand(&mut self, Hand(number): Hand) -> String {
        format!("hand {number}")
    }
}

async fn a_reply_travels_in_a_message(system: ActorSystem) {
    let expert = system.create::<Expert>(()).await.expect("created");
    let clerk = system.create::<Clerk>(expert).await.expect("created");
    assert_eq!(clerk.ask(File(7)).timeout(SOON).await, Ok("case 7".to_owned()));
}

async fn a_forwarded_ask_is_answered_by_the_last_in_the_chain(system: ActorSystem) {
    let expert = system.create::<Expert>(()).await.expect("created");
    let clerk = system.create::<Clerk>(expert).await.expect("created");
    assert_eq!(clerk.ask(Hand(3)).timeout(SOON).await, Ok("hand 3".to_owned()));
}

/// Answers by sending to whoever sent.
#[derive(Default)]
struct Greeter;

#[message]
struct Hello(String);

#[actor]
impl Greeter {
    #[handler]
    fn hello(&mut self, Hello(name): Hello, ctx: &mut Context<Self>) {
        let sender = ctx.sender();
        ctx.send(&sender, format!("Hello, {name}"));
    }
}

async fn an_endpoint_listens_to_whoever_sends(system: ActorSystem) {
    let greeter = system.create::<Greeter>(()).await.expect("created");
    let (mine, other) = (system.private(), system.private());
    other.tell(&greeter, Hello("other".into())).await.expect("told");
    mine.tell(&greeter, Hello("mine".into())).await.expect("told");
    let heard = mine.listen(SOON).await.expect("a message").take::<String>();
    assert_eq!(heard.ok().as_deref(), Some("Hello, mine"));
    let heard = other.ask_any(&greeter, Hello("again".into()), SOON).await.expect("a message");
    assert_eq!(heard.take::<String>().ok().as_deref(), Some("Hello, other"));
    greeter.tell(Hello("system".into())).await.expect("told");
    let heard = system.listen(SOON).await.expect("a message").take::<String>();
    assert_eq!(heard.ok().as_deref(), Some("Hello, system"));
}

async fn listening_in_vain_ends_in_a_timeout(system: ActorSystem) {
    let limit = std::time::Duration::from_millis(20);
    let heard = system.listen(limit).await;
    assert!(matches!(heard, Err(AskError::Timeout(_))), "{heard:?}");
}

async fn an_ended_actor_gives_the_message_back_to_try_tell(system: ActorSystem) {
    let diary = system.create::<Diary>(()).await.expect("created");
    diary.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
    loop {
        match diary.try_tell(Note(1)) {
            Err(TryTellError::Ended(Note(1), _)) => break,
            // Elsewhere it takes a moment until the end is known here.
            Ok(()) => _ = diary.ask(Read).timeout(SOON).await,
            Err(error) => panic!("{error}"),
        }
    }
    let answer = diary.ask(Read).timeout(SOON).await;
    assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
}

on_every_base! {
    a_handlers_error_reaches_the_asker_with_its_type
    a_timeout_says_so_and_a_late_answer_is_nobody_elses
    a_reply_travels_in_a_message
    a_forwarded_ask_is_answered_by_the_last_in_the_chain
    an_endpoint_listens_to_whoever_sends
    listening_in_vain_ends_in_a_timeout
    an_ended_actor_gives_the_message_back_to_try_tell
}
