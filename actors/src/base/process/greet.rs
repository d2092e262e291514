//! The first words on a new connection, from either side.

use std::{sync::Arc, time::Duration};

use super::sys;
use crate::{
    actor::id::ProcessId,
    protocol::datagrams::Door,
    protocol::handshake::{self, Hello, MAX_HELLO, Refusal},
    transport::{
        link::{ReadError, Reader},
        stream::Stream,
        sys::Credentials,
    },
    wire::frame::{Frame, max_frame},
};

/// How long one who comes may take to say who it is.
const LIMIT: Duration = Duration::from_secs(5);

/// Hears who comes, and judges it.
///
/// # Errors
/// Why it is not welcome; [`refuse`] tells it.
pub(super) async fn hear_who_comes(
    stream: &Arc<Stream>,
    system: u64,
) -> Result<(Hello, Reader), ReadError> {
    judge_user(stream)?;
    let mut reader = Reader::new(stream.clone(), MAX_HELLO);
    // It speaks as soon as it has connected: mostly there is nothing to wait for.
    reader.look();
    let hello = tokio::time::timeout(LIMIT, hear(&mut reader, system)).await;
    let hello = hello.map_err(|_| wrong(Refusal::NoHello))??;
    Ok((hello, reader))
}

/// What either side says first.
pub(super) fn hello(system: u64, me: ProcessId, door: Option<Door>) -> Vec<u8> {
    let mut greeting = Vec::new();
    Frame::Hello(&Hello::new(system, me, door).encode()).write(&mut greeting);
    greeting
}

/// Tells the other side why it is not welcome.
pub(super) async fn refuse(stream: &Stream, why: &str) {
    let mut refusal = Vec::new();
    Frame::Refused(why).write(&mut refusal);
    // It may be gone already.
    let _ = stream.write_all(&refusal).await;
}

/// Whether the other side is of this user: asked before a byte of it is read, or sent to it.
///
/// # Errors
/// When it is not.
pub(super) fn judge_user(stream: &Stream) -> Result<(), ReadError> {
    let theirs = Credentials::of(stream)?.user;
    handshake::judge_user(sys::user(), theirs).map_err(wrong)
}

/// Hears who is here, whom this side has told who comes. It takes its time: while an actor keeps
/// the thread of that process from all others, it does not speak.
///
/// # Errors
/// Why this side is not welcome there.
pub(super) async fn hear_who_is_here(
    stream: &Arc<Stream>,
    system: u64,
) -> Result<(Hello, Reader), ReadError> {
    let mut reader = Reader::new(stream.clone(), MAX_HELLO);
    let hello = hear(&mut reader, system).await?;
    Ok((hello, reader))
}

async fn hear(reader: &mut Reader, system: u64) -> Result<Hello, ReadError> {
    let hello = reader.next(|frame| match frame {
        Frame::Hello(body) => Hello::judge(body, system).map_err(wrong),
        Frame::Refused(why) => Err(ReadError::Wrong(why.to_owned())),
        _ => Err(wrong(Refusal::NoHello)),
    });
    let hello = hello.await?;
    reader.set_limit(max_frame());
    Ok(hello)
}

fn wrong(refusal: Refusal) -> ReadError {
    ReadError::Wrong(refusal.to_string())
}
