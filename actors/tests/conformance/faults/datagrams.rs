//! Datagrams: those that are lost, that are too large, and that strangers send.

use std::time::Duration;

use actors::{CodecError, TellError, prelude::*};

use super::{Bear, Big, Hang, Much, Parent, Pid, Victim};
use crate::{
    SOON, on_every_base,
    processes::{eventually, kill, sockets},
};

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

on_every_base! {
    datagrams_of_strangers_are_dropped_and_counted_and_do_no_harm
    a_message_larger_than_a_datagram_is_an_error_of_its_sender
    a_system_whose_datagrams_are_lost_goes_on
    the_words_of_a_system_are_not_lost_with_its_datagrams
    a_lost_ask_ends_in_a_timeout_that_says_so
}
