//! A connection between two processes of one host.
//!
//! It wakes its reader by what can be read, and by nothing else. The usual streams of an event loop
//! are told too whenever the other side has read something, since there is room then: each message
//! would wake its sender, who has nothing to do. So here that is asked for only by one who has
//! found no room, over a second descriptor that it closes again.

use std::{
    future::poll_fn,
    io::{self, Write},
    os::{
        fd::{AsFd, BorrowedFd, OwnedFd},
        unix::net::{UnixListener, UnixStream},
    },
    path::Path,
    task::{Context, Poll},
    time::Duration,
};

use socket2::{Domain, SockAddr, Socket, Type};
use tokio::{
    io::{Interest, unix::AsyncFd},
    time::sleep,
};

use super::sys;
use crate::run::descriptor;

/// How long one waits for a place among those who wait for the other side, or for a descriptor.
const AGAIN: Duration = Duration::from_millis(1);

/// One side of a connection.
#[derive(Debug)]
pub(crate) struct Stream(AsyncFd<UnixStream>);

/// Where others connect to.
#[derive(Debug)]
pub(crate) struct Listener(AsyncFd<UnixListener>);

impl Stream {
    /// A stream that is connected.
    ///
    /// # Errors
    /// When the event loop has no place for it.
    pub(crate) fn new(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self(descriptor::watch(stream, Interest::READABLE)?))
    }

    /// Connects to the listener at `path`. Where it has as many to take as it may have, it waits.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(crate) async fn connect(path: &Path) -> io::Result<Self> {
        let socket = Socket::new(Domain::UNIX, Type::STREAM.cloexec().nonblocking(), None)?;
        let address = SockAddr::unix(path)?;
        while let Err(error) = socket.connect(&address) {
            if error.kind() != io::ErrorKind::WouldBlock {
                return Err(error);
            }
            sleep(AGAIN).await;
        }
        let stream = UnixStream::from(OwnedFd::from(socket));
        Ok(Self(descriptor::watch(stream, Interest::READABLE)?))
    }

    /// Ready when something can be read, or never will be.
    pub(crate) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_read_ready(cx).map_ok(drop)
    }

    /// Reads what has come, as far as there is room in `buffer`.
    ///
    /// # Errors
    /// [`WouldBlock`](io::ErrorKind::WouldBlock), when nothing has.
    pub(crate) fn try_read(&self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let room = buffer.capacity() - buffer.len();
        let mut count = None;
        let read = self.0.try_io(Interest::READABLE, |stream| {
            let read = sys::read(stream.as_fd(), buffer)?;
            count = Some(read);
            // Nothing is left: otherwise the next wait would begin with a read that finds nothing.
            if (1..room).contains(&read) { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(read) }
        });
        count.map_or(read, Ok)
    }

    /// Reads what has come, whether the event loop knows of it or not.
    ///
    /// # Errors
    /// As [`try_read`](Self::try_read).
    pub(crate) fn read_now(&self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        sys::read(self.as_fd(), buffer)
    }

    /// Reads what has come, waiting for it.
    ///
    /// # Errors
    /// When the connection has broken.
    pub(crate) async fn read(&self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        loop {
            poll_fn(|cx| self.poll_readable(cx)).await?;
            match self.try_read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return read,
            }
        }
    }

    /// Writes as much as there is room for.
    ///
    /// # Errors
    /// [`WouldBlock`](io::ErrorKind::WouldBlock), when there is none.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.0.get_ref().write(bytes)
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// When the other side is gone.
    pub(crate) async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        let mut room = None;
        while !bytes.is_empty() {
            match self.try_write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.room(&mut room).await?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Waits until there may be room, by what `known` knows of it.
    async fn room(&self, known: &mut Option<AsyncFd<OwnedFd>>) -> io::Result<()> {
        if known.is_none() {
            // This process may have as many descriptors as it may have.
            let Ok(second) = self.as_fd().try_clone_to_owned() else {
                sleep(AGAIN).await;
                return Ok(());
            };
            *known = Some(descriptor::watch(second, Interest::WRITABLE)?);
        }
        if let Some(known) = known {
            known.writable().await?.clear_ready();
        }
        Ok(())
    }
}

impl AsFd for Stream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.get_ref().as_fd()
    }
}

impl Listener {
    /// A listener that others find already.
    ///
    /// # Errors
    /// When the event loop has no place for it.
    pub(crate) fn new(listener: UnixListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Ok(Self(descriptor::watch(listener, Interest::READABLE)?))
    }

    /// The next who connects. Where it can't be taken, since this process has as many descriptors
    /// as it may have, it waits.
    pub(crate) async fn accept(&self) -> Stream {
        loop {
            let accepted = self.0.async_io(Interest::READABLE, UnixListener::accept).await;
            match accepted.and_then(|(stream, _)| Stream::new(stream)) {
                Ok(stream) => return stream,
                Err(_) => sleep(AGAIN).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Read, thread};

    use tokio::runtime::Builder;

    use super::*;

    fn pair() -> (Stream, Stream) {
        let (one, other) = UnixStream::pair().expect("a pair");
        (Stream::new(one).expect("a stream"), Stream::new(other).expect("a stream"))
    }

    #[test]
    fn a_thread_that_waits_for_an_answer_is_not_woken_when_the_other_side_reads() {
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        let runtime = Builder::new_current_thread().enable_io().build().expect("a runtime");
        let metrics = runtime.metrics();
        let asker = thread::spawn(move || {
            runtime.block_on(async {
                let stream = Stream::new(ours).expect("a stream");
                for _ in 0..3 {
                    stream.write_all(b"asked").await.expect("it is there");
                    let mut answer = Vec::with_capacity(16);
                    stream.read(&mut answer).await.expect("it is there");
                    assert_eq!(answer, b"answer");
                }
            });
        });
        for parks in 1..=3 {
            while metrics.worker_park_count(0) < parks {
                thread::yield_now();
            }
            theirs.read_exact(&mut [0; 5]).expect("asked");
            thread::park_timeout(Duration::from_millis(5));
            assert_eq!(metrics.worker_park_count(0), parks, "nothing has come yet");
            theirs.write_all(b"answer").expect("it is there");
        }
        asker.join().expect("no panic");
    }

    #[tokio::test]
    async fn what_has_no_room_is_written_as_it_comes() {
        let (one, other) = pair();
        let bytes: Vec<u8> = (0..4_000_000_u32).map(|number| number.to_le_bytes()[1]).collect();
        let (mut heard, sent) = (Vec::new(), bytes.clone());
        let writing = tokio::spawn(async move { one.write_all(&sent).await });
        while heard.len() < bytes.len() {
            heard.reserve(100_000);
            other.read(&mut heard).await.expect("more comes");
        }
        assert_eq!(heard, bytes);
        writing.await.expect("no panic").expect("all is written");
        assert_eq!(other.read(&mut heard).await.expect("the end"), 0);
    }

    #[tokio::test]
    async fn who_waits_for_room_hears_that_nobody_reads_any_more() {
        let (one, other) = pair();
        let writing = tokio::spawn(async move { one.write_all(&vec![0; 4_000_000]).await });
        tokio::task::yield_now().await;
        drop(other);
        let error = writing.await.expect("no panic").expect_err("nobody reads");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[tokio::test]
    async fn who_finds_no_place_to_wait_to_be_accepted_tries_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("listener.sock");
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None).expect("a socket");
        socket.bind(&SockAddr::unix(&path).expect("a path")).expect("bound");
        socket.listen(0).expect("it listens");
        let listener = Listener::new(UnixListener::from(OwnedFd::from(socket))).expect("watched");
        let first = Stream::connect(&path).await.expect("a place");
        let second = tokio::spawn(async move { Stream::connect(&path).await });
        tokio::task::yield_now().await;
        assert!(!second.is_finished(), "there is no place");
        let _first = listener.accept().await;
        second.await.expect("no panic").expect("a place");
        drop(first);
    }
}
