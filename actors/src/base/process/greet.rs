//! The first words on a new connection, from either side.

use std::{io, sync::Arc, time::Duration};

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

/// How long the other side of a new connection may take to say who it is.
const LIMIT: Duration = Duration::from_secs(5);

/// Hears who comes, judges it, and says who is here.
///
/// # Errors
/// Why it is not welcome; [`refuse`] tells it.
pub(super) async fn welcome(
    stream: &Arc<Stream>,
    system: u64,
    me: ProcessId,
) -> Result<(Hello, Reader), ReadError> {
    let heard = hear_who_comes(stream, system).await?;
    answer(stream, system, me, None).await;
    Ok(heard)
}

/// Hears who comes, and judges it.
///
/// # Errors
/// Why it is not welcome; [`refuse`] tells it.
pub(super) async fn hear_who_comes(
    stream: &Arc<Stream>,
    system: u64,
) -> Result<(Hello, Reader), ReadError> {
    judge_user(stream)?;
    hear_who_is_here(stream, system).await
}

/// Says who is here, to one who has come.
pub(super) async fn answer(stream: &Stream, system: u64, me: ProcessId, door: Option<Door>) {
    // It may be gone already, and what it said before its end counts.
    let _ = say(stream, system, me, door).await;
}

/// Says who comes, without waiting to hear who is here: what follows may be said at once.
///
/// # Errors
/// When that side is not of this user, or gone.
pub(super) async fn announce(
    stream: &Stream,
    system: u64,
    me: ProcessId,
    door: Option<Door>,
) -> Result<(), ReadError> {
    judge_user(stream)?;
    Ok(say(stream, system, me, door).await?)
}

/// Tells the other side why it is not welcome.
pub(super) async fn refuse(stream: &Stream, why: &str) {
    let mut refusal = Vec::new();
    Frame::Refused(why).write(&mut refusal);
    // It may be gone already.
    let _ = stream.write_all(&refusal).await;
}

/// Before a byte of the other side is read.
fn judge_user(stream: &Stream) -> Result<(), ReadError> {
    let theirs = Credentials::of(stream)?.user;
    handshake::judge_user(sys::user(), theirs).map_err(wrong)
}

async fn say(stream: &Stream, system: u64, me: ProcessId, door: Option<Door>) -> io::Result<()> {
    let mut greeting = Vec::new();
    Frame::Hello(&Hello::new(system, me, door).encode()).write(&mut greeting);
    stream.write_all(&greeting).await
}

/// Hears who is here, whom this side has told who comes.
///
/// # Errors
/// Why this side is not welcome there.
pub(super) async fn hear_who_is_here(
    stream: &Arc<Stream>,
    system: u64,
) -> Result<(Hello, Reader), ReadError> {
    let mut reader = Reader::new(stream.clone(), MAX_HELLO);
    let hello = reader.next(|frame| match frame {
        Frame::Hello(body) => Hello::judge(body, system).map_err(wrong),
        Frame::Refused(why) => Err(ReadError::Wrong(why.to_owned())),
        _ => Err(wrong(Refusal::NoHello)),
    });
    let hello = tokio::time::timeout(LIMIT, hello).await.map_err(|_| wrong(Refusal::NoHello))??;
    reader.set_limit(max_frame());
    Ok((hello, reader))
}

fn wrong(refusal: Refusal) -> ReadError {
    ReadError::Wrong(refusal.to_string())
}
