//! One connection to another process: frames gather in a buffer and leave with one write.
//!
//! Messages that nobody waits for the answer of are kept, in the memory in which they were written,
//! until the other side says that they were handled: what it does not say so of is handed out when
//! the link is closed.

use std::{
    collections::VecDeque,
    future::poll_fn,
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Waker},
    time::{Duration, Instant},
};

use tokio::{runtime::RuntimeFlavor, sync::Notify};

use super::{linger::Linger, stream::Stream};
use crate::{
    protocol::credit::Batch,
    queue::lock,
    run::{now, yield_now},
    wire::frame::{Frame, FrameError, LENGTH, length},
};

/// How much is read at once by one who has found that much, and is written at once.
const CHUNK: usize = 64 * 1024;

/// How much is read at once before that: most connections never have as much to say.
const LITTLE: usize = 4 * 1024;

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

struct Out {
    buffer: Vec<u8>,
    /// How much of the buffer has left.
    sent: usize,
    /// The batch that gathers in the buffer.
    batch: Batch,
    /// For how many units of the batch it is to be kept.
    units: u64,
    /// What has left, or is leaving, and is kept.
    kept: VecDeque<Kept>,
    /// Memory for the next batches.
    spare: Vec<Vec<u8>>,
    stream: Option<Arc<Stream>>,
    /// Whether the writer has bytes in hand that must leave first.
    writing: bool,
    /// Whether the writer knows that there is something to do.
    woken: bool,
    /// Whether the other side does not read, and nobody waits for that any more.
    stuck: bool,
    closed: bool,
    /// When the last answer was taken.
    answered: Option<Instant>,
    /// Those who wait until less is buffered.
    waiting: Vec<Waker>,
}

/// A batch that is kept until so many units of it have been handled.
struct Kept {
    batch: Batch,
    units: u64,
    bytes: Arc<Vec<u8>>,
}

/// What a link that is closed leaves.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// What was written, perhaps in part, and is not known to be handled.
    pub(crate) kept: Vec<(Batch, Arc<Vec<u8>>)>,
    /// What was not written.
    pub(crate) unsent: Vec<u8>,
}

/// How many buffers, and of how many bytes at most, are kept for later.
const SPARE: usize = 8;
const SPARE_BYTES: usize = 256 * 1024;

/// When a frame is to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leave {
    /// At once, if nothing else is on its way: somebody waits for the answer.
    Now,
    /// An answer that is not the last: with others, where they come quickly one after another, else
    /// at once.
    Answer,
    /// With others that come meanwhile.
    Gathered,
}

impl Link {
    /// Takes a frame that `write` appends. `false` when the link is closed, and takes nothing.
    #[inline]
    pub(crate) fn send(&self, leave: Leave, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        self.take(leave, 0, write).is_some()
    }

    /// Takes a frame that is to leave now, or never.
    pub(crate) fn send_if_attached(&self, write: impl FnOnce(&mut Vec<u8>)) {
        if lock(&self.out).stream.is_some() {
            self.send(Leave::Now, write);
        }
    }

    /// Takes a message that `write` appends, and keeps it until so many units of its batch have
    /// been [`handled`](Self::handled). `None` when the link is closed, and takes nothing.
    #[inline]
    pub(crate) fn send_kept(&self, units: u32, write: impl FnOnce(&mut Vec<u8>)) -> Option<Batch> {
        self.take(Leave::Gathered, units, write)
    }

    #[inline]
    fn take(&self, leave: Leave, units: u32, write: impl FnOnce(&mut Vec<u8>)) -> Option<Batch> {
        let mut out = lock(&self.out);
        if out.closed {
            return None;
        }
        let before = out.buffer.len();
        write(&mut out.buffer);
        out.units += u64::from(units);
        let batch = out.batch;
        let is_due = match leave {
            Leave::Now => true,
            Leave::Answer => out.is_slow(),
            // Enough for a write of its own: the other side can begin.
            Leave::Gathered => before / CHUNK != out.buffer.len() / CHUNK,
        };
        let has_left = is_due && out.write_now();
        self.note(&out);
        if !has_left && !out.woken {
            out.woken = true;
            drop(out);
            self.wake.notify_one();
        }
        Some(batch)
    }

    /// So many units of a batch have been handled.
    pub(crate) fn handled(&self, batch: Batch, units: u32) {
        let mut out = lock(&self.out);
        let Ok(at) = out.kept.binary_search_by_key(&batch, |kept| kept.batch) else { return };
        let kept = &mut out.kept[at];
        kept.units = kept.units.saturating_sub(units.into());
        if kept.units == 0
            && let Some(kept) = out.kept.remove(at)
        {
            out.recycle(kept.bytes);
        }
    }

    /// The last batch that has not been written. None when there is none, or the other side does
    /// not read.
    pub(crate) fn unwritten(&self) -> Option<Batch> {
        let out = lock(&self.out);
        let is_written = out.buffer.is_empty() && !out.writing;
        (!is_written && !out.stuck && !out.closed).then_some(out.batch)
    }

    /// Waits until a batch has been written, or never will be.
    pub(crate) async fn written(&self, batch: Batch) {
        poll_fn(|cx| {
            let mut out = lock(&self.out);
            let is_written = out.batch > batch && !(out.writing && out.batch == batch.next());
            if out.closed || out.stuck || is_written || out.is_empty() {
                return Poll::Ready(());
            }
            out.waiting.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// The other side does not read: until it does, nobody waits for what is written.
    pub(crate) fn give_up(&self) {
        lock(&self.out).stuck = true;
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
            if out.closed || out.is_empty() {
                return Poll::Ready(());
            }
            out.waiting.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Takes nothing more. What has not left, and what is not known to be handled, is handed out.
    pub(crate) fn close(&self) -> Left {
        let mut out = lock(&self.out);
        out.closed = true;
        out.stream = None;
        out.spare = Vec::new();
        let mut left = Left::default();
        left.kept.extend(out.kept.drain(..).map(|kept| (kept.batch, kept.bytes)));
        let unsent = std::mem::take(&mut out.buffer);
        if std::mem::take(&mut out.sent) > 0 {
            left.kept.push((out.batch, Arc::new(unsent)));
        } else {
            left.unsent = unsent;
        }
        self.note(&out);
        let waiting = std::mem::take(&mut out.waiting);
        drop(out);
        waiting.into_iter().for_each(Waker::wake);
        self.wake.notify_one();
        left
    }

    /// From now on frames may leave over this stream, at once where they ask for it.
    pub(crate) fn attach(&self, stream: &Arc<Stream>) {
        lock(&self.out).stream = Some(stream.clone());
    }

    /// Says a greeting, and with it what there is to be said already, here and now. `false` when the
    /// link is closed, and says nothing.
    pub(crate) fn greet(&self, stream: &Arc<Stream>, greeting: &[u8]) -> bool {
        let mut out = lock(&self.out);
        if out.closed {
            return false;
        }
        out.begin(stream, greeting);
        // What has no room is for the writer.
        out.write_now();
        self.note(&out);
        true
    }

    /// Waits until there is something to say, or never will be.
    pub(crate) async fn has_words(&self) {
        self.wake.notified().await;
    }

    /// Writes what gathers, until the link is closed or the connection breaks. The greeting, where
    /// there is one yet, comes first, and with it what there is to be said by then.
    pub(crate) async fn write_to(
        &self,
        stream: Arc<Stream>,
        greeting: Option<Vec<u8>>,
    ) -> io::Result<()> {
        {
            let mut out = lock(&self.out);
            if out.closed {
                return Ok(());
            }
            out.begin(&stream, greeting.as_deref().unwrap_or_default());
        }
        if greeting.is_some() {
            // Those who have something to say have their turn.
            yield_now().await;
        }
        let many_threads =
            tokio::runtime::Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread;
        loop {
            // On many threads this task may run before those that still want to add to the batch.
            if many_threads {
                tokio::task::yield_now().await;
            }
            let (bytes, sent) = {
                let mut out = lock(&self.out);
                if out.closed {
                    return Ok(());
                }
                out.woken = false;
                let batch = out.next_batch();
                self.note(&out);
                batch
            };
            if bytes.is_empty() {
                self.wake.notified().await;
                continue;
            }
            let written = stream.write_all(&bytes[sent..]).await;
            let mut out = lock(&self.out);
            out.writing = false;
            out.stuck = false;
            out.recycle(bytes);
            let waiting =
                if out.has_room() { std::mem::take(&mut out.waiting) } else { Vec::new() };
            drop(out);
            waiting.into_iter().for_each(Waker::wake);
            written?;
        }
    }
}

impl Out {
    /// Nothing has been written before the greeting.
    fn begin(&mut self, stream: &Arc<Stream>, greeting: &[u8]) {
        self.buffer.splice(0..0, greeting.iter().copied());
        self.stream = Some(stream.clone());
    }

    fn has_room(&self) -> bool {
        self.closed || self.buffer.len() < HIGH
    }

    /// Whether the last answer was a while ago.
    fn is_slow(&mut self) -> bool {
        let now = now();
        let last = self.answered.replace(now);
        last.is_none_or(|last| now.duration_since(last) > PACE)
    }

    /// Whether all has left.
    fn is_empty(&self) -> bool {
        self.buffer.is_empty() && !self.writing
    }

    /// Writes the buffer here and now. `false` when something is left for the writer.
    fn write_now(&mut self) -> bool {
        let (false, Some(stream)) = (self.writing, &self.stream) else { return false };
        match stream.try_write(&self.buffer[self.sent..]) {
            Ok(written) if self.sent + written == self.buffer.len() => {
                if self.units == 0 {
                    self.buffer.clear();
                    self.sent = 0;
                    self.batch = self.batch.next();
                } else {
                    self.next_batch();
                    self.writing = false;
                }
                self.waiting.drain(..).for_each(Waker::wake);
                true
            }
            Ok(written) => {
                self.sent += written;
                false
            }
            // The writer meets the same error and deals with it.
            Err(_) => false,
        }
    }

    /// Takes the batch that has gathered, to be written, with how much of it has left; it is kept
    /// if need be.
    fn next_batch(&mut self) -> (Arc<Vec<u8>>, usize) {
        if self.buffer.is_empty() {
            return Default::default();
        }
        let empty = self.spare.pop().unwrap_or_default();
        let bytes = Arc::new(std::mem::replace(&mut self.buffer, empty));
        let units = std::mem::take(&mut self.units);
        if units > 0 {
            self.kept.push_back(Kept { batch: self.batch, units, bytes: bytes.clone() });
        }
        self.batch = self.batch.next();
        self.writing = true;
        (bytes, std::mem::take(&mut self.sent))
    }

    /// Keeps the memory of a batch that nobody has any more, as far as is sensible.
    fn recycle(&mut self, bytes: Arc<Vec<u8>>) {
        if let Some(mut bytes) = Arc::into_inner(bytes)
            && bytes.capacity() <= SPARE_BYTES
            && self.spare.len() < SPARE
        {
            bytes.clear();
            self.spare.push(bytes);
        }
        if self.kept.is_empty() {
            self.spare.truncate(1);
        }
    }
}

impl Default for Out {
    fn default() -> Self {
        Self {
            buffer: Vec::new(),
            sent: 0,
            batch: Batch::FIRST,
            units: 0,
            kept: VecDeque::new(),
            spare: Vec::new(),
            stream: None,
            writing: false,
            woken: false,
            stuck: false,
            closed: false,
            answered: None,
            waiting: Vec::new(),
        }
    }
}

/// The reading half of a connection.
pub(crate) struct Reader {
    stream: Arc<Stream>,
    buffer: Vec<u8>,
    /// How much of the buffer has been read as frames.
    done: usize,
    /// The most bytes that a frame may have.
    limit: usize,
    /// How much is read at once.
    chunk: usize,
    linger: Linger,
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
    pub(crate) fn new(stream: Arc<Stream>, limit: usize) -> Self {
        let linger = Linger::default();
        Self { stream, buffer: Vec::new(), done: 0, limit, chunk: LITTLE, linger }
    }

    /// From now on frames may have `limit` bytes.
    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Takes what lies there already, where the event loop has not seen it yet.
    pub(crate) fn look(&mut self) {
        self.buffer.reserve(self.chunk.min(self.limit));
        // What is wrong is found again by who waits.
        let _ = self.stream.read_now(&mut self.buffer);
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

    /// Takes every frame that has come, and waits for more, until there is none any more; before it
    /// waits it takes `None`. What `within` gives is kept while frames are taken.
    pub(crate) async fn all<S>(
        &mut self,
        within: impl Fn() -> S,
        mut take: impl FnMut(Option<Frame<'_>>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        loop {
            {
                let _within = within();
                while let Some((frame, size)) = Frame::read(&self.buffer[self.done..])? {
                    take(Some(frame))?;
                    self.done += size;
                }
                take(None)?;
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
        let room = wanted.saturating_sub(self.buffer.len()).max(self.chunk.min(self.limit));
        if self.buffer.is_empty() && self.buffer.capacity() > 4 * CHUNK {
            self.buffer = Vec::new();
        }
        self.buffer.reserve(room);
        loop {
            self.linger.readable(&self.stream).await?;
            match self.stream.try_read(&mut self.buffer) {
                Ok(0) => return Err(ReadError::Closed),
                Ok(_) => {
                    if self.buffer.len() == self.buffer.capacity() {
                        self.chunk = (4 * self.chunk).min(CHUNK);
                    }
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
