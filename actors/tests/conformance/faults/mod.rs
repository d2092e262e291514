//! Processes that are killed, and what is too large for them.

pub(crate) mod datagrams;
pub(crate) mod programs;
pub(crate) mod strangers;

use std::{
    fmt::Debug,
    pin::pin,
    process::Command,
    time::{Duration, Instant},
};

use actors::{ExitReason, prelude::*};

use crate::{
    SOON, on_every_base,
    processes::{eventually, home, kill, lives},
};

/// Does what one does who is about to be killed.
#[derive(Default)]
pub(super) struct Victim;

#[message]
pub(super) struct Pid;

#[message]
pub(super) struct Hang;

#[message]
pub(super) struct Block;

#[message]
pub(super) struct Big(pub(super) Vec<u8>);

/// Asks for so many bytes.
#[message]
pub(super) struct Much(pub(super) usize);

#[message]
pub(super) struct Print(pub(super) String);

#[message]
struct Errand {
    reply: ReplyTo<u8>,
}

#[actor]
impl Victim {
    #[handler]
    fn pid(&mut self, _: Pid) -> u32 {
        std::process::id()
    }

    #[handler]
    async fn hang(&mut self, _: Hang) {
        std::future::pending::<()>().await;
    }

    #[handler]
    fn block(&mut self, _: Block) {
        loop {
            std::hint::spin_loop();
        }
    }

    #[handler]
    #[expect(clippy::print_stdout, reason = "that is what is to be shown")]
    fn print(&mut self, Print(what): Print) {
        println!("{what}");
        eprintln!("{what}, on the other");
    }

    #[handler]
    fn errand(&mut self, errand: Errand) {
        errand.reply.send(1);
    }

    #[handler]
    fn much(&mut self, Much(size): Much) -> Vec<u8> {
        vec![0; size]
    }

    #[handler]
    fn big(&mut self, big: &Big) -> usize {
        big.0.len()
    }
}

/// Tells a witness how its child ended.
pub(super) struct Parent {
    witness: AnyAddress,
}

#[message]
pub(super) struct Bear;

#[message]
struct Ended(ExitReason);

#[actor]
impl Parent {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness }
    }

    #[handler]
    fn bear(&mut self, _: Bear, ctx: &mut Context<Self>) -> Address<Victim> {
        ctx.handle_dead_letters(true);
        ctx.spawn::<Victim>(())
    }

    #[handler]
    fn child_exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.witness, Ended(exited.reason));
    }

    #[handler]
    fn dead(&mut self, dead: DeadEnvelope, ctx: &mut Context<Self>) {
        if dead.message.is::<Big>() {
            ctx.send(&self.witness, 1_u8);
        }
    }
}

async fn a_killed_process_ends_asks_at_once_and_its_parent_is_told(system: ActorSystem) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    let victim = parent.ask(Bear).timeout(SOON).await.expect("a child");
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    let asker = victim.clone();
    let asked = tokio::spawn(async move { asker.ask(Hang).timeout(SOON).await });
    // The first of these is behind the ask, so the ask has left.
    victim.tell(Big(vec![])).await.expect("told");
    tokio::task::yield_now().await;
    kill(pid);
    let answer = asked.await.expect("no panic");
    assert_eq!(answer, Err(AskError::Ended(ExitReason::Killed(9))));
    let ended = witness.listen(SOON).await.expect("the end").take::<Ended>();
    assert_eq!(ended.expect("the end").0, ExitReason::Killed(9));
    victim.tell(Big(vec![])).await.expect("told");
    witness.listen(SOON).await.expect("a letter").take::<u8>().expect("a dead letter");
    assert_eq!(victim.ask(Pid).await, Err(AskError::Ended(ExitReason::Killed(9))));
}

/// Hands on what it is asked.
struct Router {
    victim: Address<Victim>,
}

#[actor]
impl Router {
    #[init]
    fn new(victim: Address<Victim>) -> Self {
        Self { victim }
    }

    #[handler]
    fn hang(&mut self, _: &Hang, ctx: &mut Context<Self>) {
        ctx.forward(&self.victim);
    }
}

/// Shows that an ask ends with the process that has it. `exit` is asked behind it, and so answered
/// when it has been handed on.
async fn ends_with<T: Debug, E: Debug>(
    pid: u32,
    asked: impl IntoFuture<Output = Result<T, AskError<E>>>,
    exit: impl IntoFuture<Output = Result<(), AskError>>,
) {
    let mut asked = pin!(asked.into_future());
    tokio::select! {
        biased;
        answer = &mut asked => panic!("{answer:?}"),
        exit = exit.into_future() => exit.expect("it goes"),
    }
    kill(pid);
    let answer = asked.await;
    assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
}

async fn an_ask_that_was_handed_on_ends_with_the_process_that_has_it(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    let router = system.create::<Router>(victim.clone()).await.expect("created");
    ends_with(pid, router.ask(Hang).timeout(SOON), router.ask(ActorExitRequest::new())).await;
}

async fn an_answer_leaves_although_the_next_message_blocks_the_thread(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let (pid, told) = tokio::join!(victim.ask(Pid).timeout(SOON), victim.tell(Block));
    told.expect("told");
    kill(pid.expect("an answer"));
}

/// Lets another answer, who is busy.
struct Broker {
    victim: Address<Victim>,
}

#[message]
struct Deal;

#[actor]
impl Broker {
    #[init]
    fn new(victim: Address<Victim>) -> Self {
        Self { victim }
    }

    #[handler]
    fn deal(&mut self, _: Deal, reply: ReplyTo<u8>, ctx: &mut Context<Self>) {
        ctx.send(&self.victim, Hang);
        ctx.send(&self.victim, Errand { reply });
    }
}

async fn an_ask_whose_reply_lies_in_a_message_ends_with_the_process_that_has_the_message(
    system: ActorSystem,
) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    let broker = system.create::<Broker>(victim.clone()).await.expect("created");
    ends_with(pid, broker.ask(Deal).timeout(SOON), broker.ask(ActorExitRequest::new())).await;
}

async fn processes_killed_in_a_loop_leave_nothing(system: ActorSystem) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    for _ in 0..20 {
        let victim = parent.ask(Bear).timeout(SOON).await.expect("a child");
        let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
        kill(pid);
        let ended = witness.listen(SOON).await.expect("the end").take::<Ended>();
        assert_eq!(ended.expect("the end").0, ExitReason::Killed(9));
        assert!(!lives(pid));
    }
    let folder = home(&system).folder;
    let sockets = std::fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(sockets, 3, "the admin's, this program's and the parent's");
    let processes = system.processes().await;
    assert_eq!(processes.len(), 4, "{processes:?}");
    system.shutdown().await.expect("down");
    assert!(!folder.exists());
    for process in processes {
        assert!(process.pid == std::process::id() || !lives(process.pid), "{process:?}");
    }
}

async fn when_the_admin_is_killed_all_its_actors_end(system: ActorSystem) {
    let idle = system.create::<Victim>(()).await.expect("created");
    let blocked = system.create::<Victim>(()).await.expect("created");
    blocked.ask(Pid).timeout(SOON).await.expect("a pid");
    blocked.tell(Block).await.expect("told");
    let processes = system.processes().await;
    let admin = processes.iter().find(|process| process.role == "admin").expect("an admin");
    let folder = home(&system).folder;
    kill(admin.pid);
    let killed = Instant::now();
    let gone = idle.ask(Hang).timeout(SOON).await;
    assert!(matches!(gone, Err(AskError::Ended(_))), "{gone:?}");
    for process in &processes {
        if process.pid != std::process::id() {
            eventually("all processes end", || !lives(process.pid)).await;
        }
    }
    assert!(killed.elapsed() < Duration::from_secs(5), "{:?}", killed.elapsed());
    eventually("the folder goes", || !folder.exists()).await;
    system.shutdown().await.expect("nothing is left to shut down");
}

async fn when_the_zygote_is_killed_its_doubles_live_on_and_their_ends_are_told(
    system: ActorSystem,
) {
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    let victim = parent.ask(Bear).timeout(SOON).await.expect("a child");
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    let processes = system.processes().await;
    let zygote = processes.iter().find(|process| process.role == "zygote").expect("a zygote");
    kill(zygote.pid);
    eventually("it ends", || !lives(zygote.pid)).await;
    assert_eq!(victim.ask(Pid).timeout(SOON).await, Ok(pid), "it lives on");
    system.create::<Victim>(()).await.expect("there is a new zygote");
    kill(pid);
    let ended = witness.listen(SOON).await.expect("the end").take::<Ended>();
    assert_eq!(ended.expect("the end").0, ExitReason::Gone);
}

async fn a_zygote_killed_before_it_began_a_process_is_followed_by_one_that_makes_it(
    system: ActorSystem,
) {
    for _ in 0..5 {
        let processes = system.processes().await;
        let zygotes = processes.iter().filter(|process| process.role == "zygote");
        let pids: Vec<u32> = zygotes.map(|zygote| zygote.pid).collect();
        // It stands still, so it begins nothing.
        for pid in &pids {
            let stopped = Command::new("kill").args(["-STOP", &pid.to_string()]).status();
            assert!(stopped.expect("kill runs").success());
        }
        let mut made = Box::pin(system.create::<Victim>(()).into_future());
        // The order is on its way once something that was said after it is answered.
        tokio::select! {
            biased;
            _ = &mut made => panic!("nobody could make it"),
            _ = system.processes() => {}
        }
        pids.into_iter().for_each(kill);
        let victim = made.await.expect("the next zygote makes it");
        victim.ask(Pid).timeout(SOON).await.expect("it runs");
    }
}

async fn a_message_that_is_too_large_is_an_error_of_its_sender(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let size = 1024 * 1024;
    assert_eq!(victim.ask(Big(vec![1; size])).timeout(SOON).await, Ok(size));
    let error = victim.tell(Big(vec![1; 16 * size])).await.expect_err("too large");
    assert!(error.to_string().contains("a message may have 16777216"), "{error}");
    assert!(victim.ask(Pid).timeout(SOON).await.is_ok());
}

on_every_base! {
    a_killed_process_ends_asks_at_once_and_its_parent_is_told
    an_answer_leaves_although_the_next_message_blocks_the_thread
    an_ask_that_was_handed_on_ends_with_the_process_that_has_it
    an_ask_whose_reply_lies_in_a_message_ends_with_the_process_that_has_the_message
    processes_killed_in_a_loop_leave_nothing
    when_the_admin_is_killed_all_its_actors_end
    when_the_zygote_is_killed_its_doubles_live_on_and_their_ends_are_told
    a_zygote_killed_before_it_began_a_process_is_followed_by_one_that_makes_it
    a_message_that_is_too_large_is_an_error_of_its_sender
}
