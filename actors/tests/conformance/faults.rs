//! Processes that are killed, and peers and places that are not what they should be.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use actors::{ActorSystem, CodecError, ExitReason, TellError, prelude::*};
use serde::Serialize;

use crate::{
    SOON, on_every_base,
    processes::{
        Folder, Home, copy, eventually, home, kill, lives, play, process_of, said, sockets, this,
    },
};

/// Does what one does who is about to be killed.
#[derive(Default)]
struct Victim;

#[message]
struct Pid;

#[message]
struct Hang;

#[message]
struct Block;

#[message]
struct Big(Vec<u8>);

/// Asks for so many bytes.
#[message]
struct Much(usize);

#[message]
struct Print(String);

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
struct Parent {
    witness: AnyAddress,
}

#[message]
struct Bear;

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

async fn an_ask_that_was_handed_on_ends_with_the_process_that_has_it(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    let router = system.create::<Router>(victim.clone()).await.expect("created");
    let mut asked = Box::pin(router.ask(Hang).timeout(SOON));
    // What is asked behind it is answered when it has been handed on.
    tokio::select! {
        biased;
        answer = &mut asked => panic!("{answer:?}"),
        exit = router.ask(ActorExitRequest::new()) => exit.expect("it goes"),
    }
    kill(pid);
    let answer = asked.await;
    assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
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
    let mut asked = Box::pin(broker.ask(Deal).timeout(SOON));
    tokio::select! {
        biased;
        answer = &mut asked => panic!("{answer:?}"),
        exit = broker.ask(ActorExitRequest::new()) => exit.expect("it goes"),
    }
    kill(pid);
    let answer = asked.await;
    assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
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

/// Prints a lot, and goes.
#[derive(Default)]
struct Chatterbox;

#[message]
struct Chatter(u32);

#[actor]
impl Chatterbox {
    #[handler]
    #[expect(clippy::print_stdout, reason = "that is what is to be shown")]
    fn chatter(&mut self, Chatter(lines): Chatter) {
        for line in 0..lines {
            println!("line {line} of an actor that has much to say before its end");
        }
    }

    #[handler]
    #[expect(clippy::print_stdout, reason = "that is what is to be shown")]
    fn exit(&mut self, _: ActorExitRequest) {
        println!("the last word of an actor");
    }
}

async fn what_actors_print_at_their_end_is_shown(system: ActorSystem) {
    let said = said(play(&this(), &system, "chatter", &[]));
    assert!(said.contains("line 0 of an actor"), "{said}");
    assert!(said.contains("line 4999 of an actor"), "{}", said.len());
    assert!(said.contains("the last word of an actor"), "{}", said.len());
}

async fn a_message_that_is_too_large_is_an_error_of_its_sender(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let size = 1024 * 1024;
    assert_eq!(victim.ask(Big(vec![1; size])).timeout(SOON).await, Ok(size));
    let error = victim.tell(Big(vec![1; 16 * size])).await.expect_err("too large");
    assert!(error.to_string().contains("a message may have 16777216"), "{error}");
    assert!(victim.ask(Pid).timeout(SOON).await.is_ok());
}

#[derive(Serialize)]
struct Hello {
    magic: &'static str,
    version: u16,
    system: u64,
    process: u64,
}

fn hello(home: &Home, version: u16, process: u64) -> Vec<u8> {
    let hello = Hello { magic: "actors", version, system: home.system, process };
    frame(1, &rmp_serde::to_vec_named(&hello).expect("plain"))
}

fn frame(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 1).expect("short");
    [&length.to_le_bytes()[..], &[kind], body].concat()
}

/// An ask to the first actor of a process, for an asker in `process`.
fn ask(process: u64, wire: u64, body: &[u8]) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend_from_slice(&0_u32.to_le_bytes());
    head.extend_from_slice(&1_u32.to_le_bytes());
    head.extend_from_slice(&process.to_le_bytes());
    head.extend_from_slice(&[0; 8]);
    head.extend_from_slice(&wire.to_le_bytes());
    head.extend_from_slice(&process.to_le_bytes());
    head.extend_from_slice(&5_u64.to_le_bytes());
    head.extend_from_slice(body);
    frame(4, &head)
}

/// What is answered to `bytes`, as far as it is text, until the answer contains `end` or the
/// other side closes.
fn answer(socket: &Path, bytes: &[u8], end: &str) -> String {
    let mut stream = UnixStream::connect(socket).expect("it listens");
    stream.set_read_timeout(Some(SOON)).expect("a limit");
    stream.write_all(bytes).expect("it reads");
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&answer).contains(end) {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&chunk[..count]),
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&answer)),
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// The ports at which a process takes datagrams.
fn datagram_ports(pid: u32) -> Vec<u16> {
    let own = sockets(pid);
    let table = std::fs::read_to_string("/proc/net/udp").expect("a table");
    let row = |line: &str| {
        let cells: Vec<_> = line.split_whitespace().collect();
        let port = u16::from_str_radix(cells.get(1)?.split(':').nth(1)?, 16).ok()?;
        own.iter().any(|socket| socket == cells[9]).then_some(port)
    };
    table.lines().skip(1).filter_map(row).collect()
}

async fn datagrams_of_strangers_are_dropped_and_counted_and_do_no_harm(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    let stranger = std::net::UdpSocket::bind("127.0.0.1:0").expect("a port");
    let ports = datagram_ports(pid);
    assert_eq!(ports.len(), 1, "an actor's process has one");
    for port in ports.into_iter().chain(datagram_ports(std::process::id())) {
        for size in [0, 1, 16, 64, 200, 60_000] {
            // Others of this process may go meanwhile.
            let _ = stranger.send_to(&vec![7; size], ("127.0.0.1", port));
        }
    }
    eventually("they are counted", || system.strange_datagrams() >= 6).await;
    assert_eq!(victim.ask(Pid).timeout(SOON).await, Ok(pid), "it is well");
}

async fn a_message_larger_than_a_datagram_is_an_error_of_its_sender(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let large = 64_000;
    assert_eq!(victim.ask(Big(vec![1; large])).timeout(SOON).await, Ok(large));
    let too_large = || Big(vec![1; 64 * 1024]);
    let error = victim.tell(too_large()).await.expect_err("too large");
    assert!(matches!(error, TellError::Codec(CodecError::TooLarge { .. })), "{error:?}");
    assert!(error.to_string().contains("a message may have 65000"), "{error}");
    let error = victim.ask(too_large()).timeout(SOON).await.expect_err("too large");
    assert!(error.to_string().contains("a message may have 65000"), "{error}");
    let error = victim.any().tell(too_large()).await.expect_err("too large");
    assert!(error.to_string().contains("a message may have 65000"), "{error}");
    let error = victim.ask(Much(64 * 1024)).timeout(SOON).await.expect_err("too large");
    assert!(error.to_string().contains("a message may have 65000"), "{error}");
    assert!(victim.ask(Pid).timeout(SOON).await.is_ok(), "it is well");
}

/// Writes down what arrives.
#[derive(Default)]
struct Ledger {
    entries: Vec<u32>,
}

#[message]
struct Entry(u32);

#[message]
struct Entries;

#[actor]
impl Ledger {
    #[handler]
    fn entry(&mut self, Entry(number): Entry) {
        self.entries.push(number);
    }

    #[handler]
    fn entries(&mut self, _: Entries) -> Vec<u32> {
        std::mem::take(&mut self.entries)
    }
}

/// A system of which a part of the datagrams is lost, and a part comes late.
async fn troubled(system: &ActorSystem) -> ActorSystem {
    let builder = ActorSystem::builder(system.base()).admin("127.0.0.1:0").without_config_file();
    builder.datagram_trouble(5, 5).start().await.expect("starts")
}

/// Asks until an answer comes: any of them may be lost.
async fn insist<A: actors::Handles<M>, M: Clone>(
    address: &Address<A>,
    message: M,
) -> Result<<A::Reply as actors::Reply>::Ok, AskError<<A::Reply as actors::Reply>::Err>> {
    loop {
        match address.ask(message.clone()).timeout(Duration::from_millis(500)).await {
            Err(AskError::Timeout(_)) => {}
            answer => return answer,
        }
    }
}

async fn a_system_whose_datagrams_are_lost_goes_on(other: ActorSystem) {
    let system = troubled(&other).await;
    let ledger = system.create::<Ledger>(()).await.expect("created");
    // More than a sender may have on its way: what was lost is not owed for ever.
    for _ in 0..3 {
        for number in 0..6000 {
            ledger.tell(Entry(number)).await.expect("told");
        }
        let entries = insist(&ledger, Entries).await.expect("what arrived");
        assert!(entries.is_sorted_by(|left, right| left < right), "in order: {entries:?}");
    }
    let mut answered = 0;
    for _ in 0..100 {
        match ledger.ask(Entries).timeout(Duration::from_millis(500)).await {
            Ok(_) => answered += 1,
            Err(error) => assert!(matches!(error, AskError::Timeout(_)), "{error:?}"),
        }
    }
    assert!(answered > 50, "{answered} of 100");
    system.shutdown().await.expect("down");
}

async fn the_words_of_a_system_are_not_lost_with_its_datagrams(other: ActorSystem) {
    let system = troubled(&other).await;
    let witness = system.private();
    let parent = system.create::<Parent>(witness.address()).await.expect("created");
    for _ in 0..10 {
        let victim = insist(&parent, Bear).await.expect("a child");
        let pid = insist(&victim, Pid).await.expect("a pid");
        let asker = victim.clone();
        let asked = tokio::spawn(async move { asker.ask(Hang).timeout(SOON).await });
        tokio::task::yield_now().await;
        kill(pid);
        let answer = asked.await.expect("no panic");
        assert!(matches!(answer, Err(AskError::Ended(_))), "{answer:?}");
    }
    for _ in 0..10 {
        let named = system.create::<Victim>(()).named("one").await.expect("created");
        // Nobody waits for the answer, and the request is not lost.
        named.tell(ActorExitRequest::new()).await.expect("told");
        loop {
            match named.ask(Pid).timeout(Duration::from_millis(500)).await {
                Err(AskError::Ended(_)) => break,
                Ok(_) | Err(AskError::Timeout(_) | AskError::NoReply) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
    system.shutdown().await.expect("down");
}

async fn a_lost_ask_ends_in_a_timeout_that_says_so(other: ActorSystem) {
    assert_eq!(*other.config().ask_timeout, Some(Duration::from_secs(60)));
    let builder = ActorSystem::builder(other.base()).admin("127.0.0.1:0").without_config_file();
    let after = Duration::from_millis(50);
    let system = builder.datagram_trouble(100, 0).ask_timeout(after).start().await.expect("starts");
    let victim = system.create::<Victim>(()).await.expect("created");
    let lost = victim.ask(Pid).await;
    assert_eq!(lost, Err(AskError::Timeout(after)));
    system.shutdown().await.expect("down");
}

async fn what_is_no_peer_is_refused_with_the_reason_and_does_no_harm(system: ActorSystem) {
    let victim = system.create::<Victim>(()).await.expect("created");
    let pid = victim.ask(Pid).timeout(SOON).await.expect("a pid");
    let home = home(&system);
    let socket = home.folder.join(format!("{}.sock", process_of(&victim.to_string())));
    let memory = |pid: u32| {
        let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"));
        let rollup = rollup.expect("it lives");
        // What was read of the executable is not memory that a peer took.
        let line = rollup.lines().find(|line| line.starts_with("Anonymous:"));
        let line = line.expect("a size");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("KiB")
    };
    let before = memory(pid);
    let greeted = |process, rest: &[u8]| [&hello(&home, 1, process)[..], rest].concat();
    let cases: [(Vec<u8>, &str); 7] = [
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), "a frame of "),
        (vec![255; 16], "a frame of 4294967295 bytes, where "),
        (frame(1, b"who?"), "no hello of an actor system"),
        (hello(&home, 2, 77), "the other side speaks version 2 of the protocol, this side 1"),
        (greeted(78, &[255; 16]), "a frame of 4294967295 bytes"),
        (greeted(79, &ask(79, 1, b"x")), "Unhandled"),
        (greeted(80, &ask(80, wire_of_big(), b"\xc1 no body")), "Codec"),
    ];
    for socket in [socket, home.folder.join("admin.sock")] {
        let is_admin = socket.ends_with("admin.sock");
        for (bytes, expected) in &cases {
            let expected = match *expected {
                "Unhandled" | "Codec" if is_admin => "not for an admin",
                expected => expected,
            };
            let answer = answer(&socket, bytes, expected);
            assert!(answer.contains(expected), "{expected}: {answer:?}");
        }
    }
    assert_eq!(victim.ask(Pid).timeout(SOON).await, Ok(pid), "it is well");
    let after = memory(pid);
    assert!(after < before + 1024, "{before} KiB before, {after} KiB after");
}

/// The number of a wire name, as it stands in a frame.
fn wire_of_big() -> u64 {
    <Big as Message>::WIRE.get()
}

/// Not a test of its own: a program that other tests run.
#[tokio::test]
async fn program() {
    let Ok(name) = std::env::var("CONFORMANCE_PROGRAM") else { return };
    let base: Base = std::env::var("CONFORMANCE_BASE").expect("a base").parse().expect("a base");
    let admin = std::env::var("CONFORMANCE_ADMIN").unwrap_or_else(|_| "127.0.0.1:0".to_owned());
    let system = match ActorSystem::builder(base).admin(admin).start().await {
        Ok(system) => system,
        Err(error) => return println!("said: {error}"),
    };
    match name.as_str() {
        "start" => {}
        "make and be killed" => {
            let made = system.create::<Victim>(()).named("orphan").await.expect("created");
            made.ask(Pid).await.expect("a pid");
            kill(std::process::id());
        }
        "print" => {
            let actor = system.create::<Victim>(()).await.expect("created");
            actor.ask(Print("printed by an actor".into())).await.expect("printed");
        }
        "lose the executable" => {
            std::fs::remove_file(this()).expect("it goes");
            let error = system.create::<Victim>(()).await.expect_err("it is gone");
            println!("said: {error}");
        }
        "replace the executable" => {
            let old = system.create::<Victim>(()).await.expect("created");
            let new = this().with_extension("new");
            std::fs::copy(this(), &new).expect("a copy");
            std::fs::rename(&new, this()).expect("replaced");
            let new = system.create::<Victim>(()).await.expect("created");
            old.ask(Pid).await.expect("the old one lives");
            new.ask(Pid).await.expect("the new one too");
            let processes = system.processes().await;
            let zygotes = processes.iter().filter(|process| process.role == "zygote").count();
            println!("said: {zygotes} zygotes");
        }
        "return" | "panic" | "exit" | "be killed" => {
            end_without_shutdown(&system, &name).await;
            return;
        }
        "chatter" => {
            let actor = system.create::<Chatterbox>(()).await.expect("created");
            actor.ask(Chatter(5000)).await.expect("printed");
        }
        "fail with a seed" => {
            let fail = |system: ActorSystem| async move { assert_ne!(system.seed(), Some(3)) };
            actors::testing::for_each_seed(0..5, fail).await;
        }
        other => panic!("no program `{other}`"),
    }
    system.shutdown().await.expect("down");
}

/// Tells what there is of the system, and ends as it is told.
#[expect(clippy::print_stdout, reason = "the behaviour reads it")]
async fn end_without_shutdown(system: &ActorSystem, how: &str) {
    let idle = system.create::<Victim>(()).await.expect("created");
    idle.ask(Pid).await.expect("a pid");
    let blocked = system.create::<Victim>(()).await.expect("created");
    blocked.ask(Pid).await.expect("a pid");
    blocked.tell(Block).await.expect("told");
    let pids: Vec<_> =
        system.processes().await.into_iter().map(|one| one.pid.to_string()).collect();
    println!("\nfolder: {}\npids: {}", home(system).folder.display(), pids.join(" "));
    match how {
        "panic" => panic!("as it was told"),
        "exit" => std::process::exit(7),
        "be killed" => kill(std::process::id()),
        _ => {}
    }
}

/// Runs a program that ends so, and waits until nothing of its system is left.
async fn nothing_is_left_of(system: &ActorSystem, how: &str) {
    let said = said(play(&this(), system, how, &[]));
    let told = |what: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(what));
        line.unwrap_or_else(|| panic!("{what} {said}")).to_owned()
    };
    let pids = told("pids: ");
    let pids: Vec<u32> = pids.split(' ').map(|pid| pid.parse().expect("a pid")).collect();
    assert_eq!(pids.len(), 5, "admin, zygote, program and two actors: {pids:?}");
    let folder = std::path::PathBuf::from(told("folder: "));
    for pid in pids {
        eventually("all processes end", || !lives(pid)).await;
    }
    eventually("the folder goes", || !folder.exists()).await;
}

async fn a_program_that_returns_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "return").await;
}

async fn a_program_that_panics_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "panic").await;
}

async fn a_program_that_exits_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "exit").await;
}

async fn a_program_that_is_killed_takes_its_system_along(system: ActorSystem) {
    nothing_is_left_of(&system, "be killed").await;
}

async fn programs_killed_in_a_loop_leave_nothing(system: ActorSystem) {
    for _ in 0..5 {
        nothing_is_left_of(&system, "be killed").await;
    }
}

async fn a_program_that_is_killed_leaves_the_system_and_its_actors(system: ActorSystem) {
    let admin = system.admin().expect("an admin").to_string();
    let killed = play(&this(), &system, "make and be killed", &[("CONFORMANCE_ADMIN", &admin)]);
    said(killed);
    let orphan = system.create::<Victim>(()).named("orphan").await.expect("found");
    orphan.ask(Pid).timeout(SOON).await.expect("it lives on");
}

async fn what_actors_print_is_shown_by_the_program(system: ActorSystem) {
    let said = said(play(&this(), &system, "print", &[]));
    assert!(said.contains("printed by an actor\n"), "{said}");
    assert!(said.contains("printed by an actor, on the other\n"), "{said}");
}

async fn actors_print_on_when_the_program_is_gone(system: ActorSystem) {
    let admin = system.admin().expect("an admin").to_string();
    said(play(&this(), &system, "make and be killed", &[("CONFORMANCE_ADMIN", &admin)]));
    let orphan = system.create::<Victim>(()).named("orphan").await.expect("found");
    orphan.ask(Print("still here".into())).timeout(SOON).await.expect("printed");
}

async fn an_executable_that_is_gone_is_named_with_the_fix(system: ActorSystem) {
    let folder = Folder::new("gone", &system);
    let said = said(play(&copy(&folder.0.join("deps")), &system, "lose the executable", &[]));
    assert!(said.contains("deps/program` is gone"), "{said}");
    assert!(said.contains("build it again"), "{said}");
}

async fn new_actors_run_from_the_executable_as_it_is_now(system: ActorSystem) {
    let folder = Folder::new("replaced", &system);
    let said = said(play(&copy(&folder.0.join("deps")), &system, "replace the executable", &[]));
    assert!(said.contains("said: 2 zygotes"), "{said}");
}

async fn a_program_without_the_attribute_on_main_is_told_to_write_it(system: ActorSystem) {
    let folder = Folder::new("main", &system);
    let said = said(play(&copy(&folder.0), &system, "start", &[]));
    assert!(said.contains("write `#[actors::main]` above `async fn main`"), "{said}");
}

async fn a_folder_for_sockets_that_can_not_be_made_or_trusted_is_named_with_the_fix(
    system: ActorSystem,
) {
    let unwritable = said(play(&this(), &system, "start", &[("XDG_RUNTIME_DIR", "/proc")]));
    assert!(unwritable.contains("no folder for sockets can be made at `/proc/"), "{unwritable}");
    assert!(unwritable.contains("set XDG_RUNTIME_DIR"), "{unwritable}");
    let folder = Folder::new("open", &system);
    std::fs::create_dir(folder.0.join("actors")).expect("a folder");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.0.join("actors"), open).expect("open to others");
    let place = folder.0.to_str().expect("text");
    let open = said(play(&this(), &system, "start", &[("XDG_RUNTIME_DIR", place)]));
    assert!(open.contains("can be entered by others"), "{open}");
}

async fn a_port_that_something_else_has_is_named_with_the_fix(system: ActorSystem) {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = other.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = other.accept().await {
            let hello = b"HTTP/1.1 400 Bad Request\r\n\r\n";
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, hello).await;
        }
    });
    let error = ActorSystem::builder(system.base()).admin(&address).start().await;
    let error = error.expect_err("it is taken").to_string();
    assert!(error.starts_with(&format!("{address} is in use by something that is")), "{error}");
    assert!(error.contains("choose another address with `.admin("), "{error}");
    let error = ActorSystem::builder(system.base()).admin("0.0.0.0:1900").start().await;
    let error = error.expect_err("not loopback").to_string();
    assert!(error.contains("take a loopback address"), "{error}");
    let error = ActorSystem::builder(system.base()).admin("here").start().await;
    let error = error.expect_err("no address").to_string();
    assert!(error.contains("`here` is none"), "{error}");
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
    what_actors_print_at_their_end_is_shown
    a_message_that_is_too_large_is_an_error_of_its_sender
    datagrams_of_strangers_are_dropped_and_counted_and_do_no_harm
    a_message_larger_than_a_datagram_is_an_error_of_its_sender
    a_system_whose_datagrams_are_lost_goes_on
    the_words_of_a_system_are_not_lost_with_its_datagrams
    a_lost_ask_ends_in_a_timeout_that_says_so
    what_is_no_peer_is_refused_with_the_reason_and_does_no_harm
    a_program_that_returns_takes_its_system_along
    a_program_that_panics_takes_its_system_along
    a_program_that_exits_takes_its_system_along
    a_program_that_is_killed_takes_its_system_along
    programs_killed_in_a_loop_leave_nothing
    a_program_that_is_killed_leaves_the_system_and_its_actors
    actors_print_on_when_the_program_is_gone
    a_port_that_something_else_has_is_named_with_the_fix
    what_actors_print_is_shown_by_the_program
    an_executable_that_is_gone_is_named_with_the_fix
    new_actors_run_from_the_executable_as_it_is_now
    a_program_without_the_attribute_on_main_is_told_to_write_it
    a_folder_for_sockets_that_can_not_be_made_or_trusted_is_named_with_the_fix
}
