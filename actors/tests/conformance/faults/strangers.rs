//! Peers that are none: what they send is refused with the reason.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
};

use actors::prelude::*;
use serde::Serialize;

use super::{Big, Pid, Victim};
use crate::{
    SOON, on_every_base,
    processes::{Home, home, process_of},
};

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

on_every_base! {
    what_is_no_peer_is_refused_with_the_reason_and_does_no_harm
}
