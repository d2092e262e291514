//! One connection to another process: frames gather in a buffer and leave with one write.

use std::{
    future::poll_fn,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Waker},
    time::{Duration, Instant},
};

use tokio::{io::Interest, net::UnixStream, runtime::RuntimeFlavor, sync::Notify};

use crate::{
    queue::lock,
    run::now,
    wire::frame::{Frame, FrameError, LENGTH, length},
};

/// How much of what was read is kept for the next read.
const CHUNK: usize = 64 * 1024;

/// Answers that come more slowly than this are not gathered: whoever works so long for one would
/// keep the one before it from its asker.
const PACE: Duration = Duration::from_micros(50);

/// How much may wait for the other side before senders are slowed down.
const HIGH: usize = 1024 * 1024;

/// The writing half of a connection. It takes frames before the connection stands.
#[derive(Default)]
pub(crate) struct Link {
    out: Mutex<Out>,
    /// Whether too much waits for the other side, for one who only asks.
    full: AtomicBool,
    wake: Notify,
}

#[derive(Default)]
struct Out {
    buffer: Vec<u8>,
    stream: Option<Arc<UnixStream>>,
    /// Whether the writer has bytes in hand that must leave first.
    writing: bool,
    /// Whether the writer knows that there is something to do.
    woken: bool,
    closed: bool,
    /// When the last answer was taken.
    answered: Option<Instant>,
    /// Those who wait until less is buffered.
    waiting: Vec<Waker>,
}

/// When a frame is to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    /// At once, if nothing else is on its way: somebody waits for the answer.
    Now,
    /// An answer: with others, where they come quickly one after another, else at once.
    Answer,
    /// With others that come meanwhile.
    Gathered,
}

impl Link {
    /// Takes a frame that `write` appends. `false` when the link is closed, and takes nothing.
    #[inline]
    pub(crate) fn send(&self, leave: Leave, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let mut out = lock(&self.out);
        if out.closed {
            return false;
        }
        write(&mut out.buffer);
        let is_due = match leave {
            Leave::Now => true,
            Leave::Answer => out.is_slow(),
            Leave::Gathered => false,
        };
        let has_left = is_due && out.write_now();
        self.note(&out);
        if !has_left && !out.woken {
            out.woken = true;
            drop(out);
            self.wake.notify_one();
        }
        true
    }

    /// Whether little enough waits for the other side.
    pub(crate) fn has_room(&self) -> bool {
        !self.full.load(Ordering::Acquire)
    }

    fn note(&self, out: &Out) {
        self.full.store(!out.has_room(), Ordering::Release);
    }

    /// Ready when little enough waits for the other side.
    pub(crate) fn poll_room(&self, cx: &std::task::Context<'_>) -> Poll<()> {
        let mut out = lock(&self.out);
        if out.has_room() {
            return Poll::Ready(());
        }
        if !out.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            out.waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Waits until everything that was taken has left, or never will.
    pub(crate) async fn flushed(&self) {
        poll_fn(|cx| {
            let mut out = lock(&self.out);
            if out.closed || (out.buffer.is_empty() && !out.writing) {
                return Poll::Ready(());
            }
            out.waiting.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Takes nothing more. What has not left is handed out.
    pub(crate) fn close(&self) -> Vec<u8> {
        let mut out = lock(&self.out);
        out.closed = true;
        out.stream = None;
        let left = std::mem::take(&mut out.buffer);
        self.note(&out);
        let waiting = std::mem::take(&mut out.waiting);
        drop(out);
        waiting.into_iter().for_each(Waker::wake);
        self.wake.notify_one();
        left
    }

    /// Writes what gathers, until the link is closed or the connection breaks.
    pub(crate) async fn write_to(&self, stream: Arc<UnixStream>) -> io::Result<()> {
        lock(&self.out).stream = Some(stream.clone());
        let many_threads =
            tokio::runtime::Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread;
        let mut batch = Vec::new();
        loop {
            // On many threads this task may run before those that still want to add to the batch.
            if many_threads {
                tokio::task::yield_now().await;
            }
            {
                let mut out = lock(&self.out);
                if out.closed {
                    return Ok(());
                }
                out.woken = false;
                std::mem::swap(&mut out.buffer, &mut batch);
                out.writing = !batch.is_empty();
                self.note(&out);
            }
            if batch.is_empty() {
                self.wake.notified().await;
                continue;
            }
            let written = write_all(&stream, &batch).await;
            batch.clear();
            if batch.capacity() > HIGH {
                batch = Vec::new();
            }
            let mut out = lock(&self.out);
            out.writing = false;
            let waiting =
                if out.has_room() { std::mem::take(&mut out.waiting) } else { Vec::new() };
            drop(out);
            waiting.into_iter().for_each(Waker::wake);
            written?;
        }
    }
}

impl Out {
    fn has_room(&self) -> bool {
        self.closed || self.buffer.len() < HIGH
    }

    /// Whether the last answer was a while ago.
    fn is_slow(&mut self) -> bool {
        let now = now();
        let last = self.answered.replace(now);
        last.is_none_or(|last| now.duration_since(last) > PACE)
    }

    /// Writes the buffer here and now. `false` when something is left for the writer.
    fn write_now(&mut self) -> bool {
        let (false, Some(stream)) = (self.writing, &self.stream) else { return false };
        match stream.try_write(&self.buffer) {
            Ok(written) if written == self.buffer.len() => {
                self.buffer.clear();
                true
            }
            Ok(written) => {
                self.buffer.drain(..written);
                false
            }
            // The writer meets the same error and deals with it.
            Err(_) => false,
        }
    }
}

/// Writes all of `bytes`.
pub(crate) async fn write_all(stream: &UnixStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The reading half of a connection.
pub(crate) struct Reader {
    stream: Arc<UnixStream>,
    buffer: Vec<u8>,
    /// How much of the buffer has been read as frames.
    done: usize,
    /// The most bytes that a frame may have.
    limit: usize,
}

/// Why reading ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The other side closed the connection.
    #[error("the other side closed the connection")]
    Closed,
    /// The connection broke.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// What came is no frame.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A frame says something that it may not say here.
    #[error("{0}")]
    Wrong(String),
}

impl Reader {
    pub(crate) fn new(stream: Arc<UnixStream>, limit: usize) -> Self {
        Self { stream, buffer: Vec::new(), done: 0, limit }
    }

    /// From now on frames may have `limit` bytes.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Takes the next frame, waiting for it.
    ///
    /// # Errors
    /// When there is none any more, or `take` says that it is wrong.
    pub(crate) async fn next<T>(
        &mut self,
        take: impl FnOnce(Frame<'_>) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        loop {
            if let Some((frame, size)) = Frame::read(&self.buffer[self.done..])? {
                let taken = take(frame);
                self.done += size;
                return taken;
            }
            self.fill().await?;
        }
    }

    /// Takes every frame that has come, and waits for more, until there is none any more. What
    /// `within` gives is kept while frames are taken.
    pub(crate) async fn all<S>(
        &mut self,
        within: impl Fn() -> S,
        mut take: impl FnMut(Frame<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        loop {
            {
                let _within = within();
                while let Some((frame, size)) = Frame::read(&self.buffer[self.done..])? {
                    take(frame)?;
                    self.done += size;
                }
            }
            self.fill().await?;
        }
    }

    /// Reads what has come, into memory that the length of the frame was judged to deserve.
    async fn fill(&mut self) -> Result<(), ReadError> {
        self.buffer.drain(..self.done);
        self.done = 0;
        let wanted = match length(&self.buffer)? {
            Some(length) if length > self.limit => {
                return Err(FrameError::TooLong { length, limit: self.limit }.into());
            }
            Some(length) => LENGTH + length,
            None => LENGTH,
        };
        let room = wanted.saturating_sub(self.buffer.len()).max(CHUNK.min(self.limit));
        if self.buffer.is_empty() && self.buffer.capacity() > 4 * CHUNK {
            self.buffer = Vec::new();
        }
        self.buffer.reserve(room);
        loop {
            self.stream.readable().await?;
            match read_all(&self.stream, &mut self.buffer) {
                Ok(0) => return Err(ReadError::Closed),
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Reads what has come. Where it is less than there was room for, nothing is left, and the runtime
/// is told so: otherwise the next wait would begin with a read that finds nothing.
fn read_all(stream: &UnixStream, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let room = buffer.capacity() - buffer.len();
    let mut count = None;
    let read = stream.try_io(Interest::READABLE, || {
        let read = stream.try_read_buf(buffer)?;
        count = Some(read);
        if (1..room).contains(&read) { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(read) }
    });
    count.map_or(read, Ok)
}
