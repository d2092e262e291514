//! This executable as another process, for what is done by hand.

use std::{
    env,
    io::{self, Read, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::net::UnixStream,
    },
    process::{Child, Command, Stdio},
    time::Instant,
};

use super::{stream, sys};

/// Tells a process of this executable that it is a helper, and of which kind.
const VARIABLE: &str = "MESSAGING_HELPER";

/// What a helper does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role {
    /// Answers on its stream.
    Serve,
    /// Doubles itself so many times, and says how many nanoseconds it took.
    Fork,
    /// Doubles itself so many times, and says the numbers of the doubles, which rest.
    Rest,
}

/// A running helper.
pub(crate) struct Helper {
    child: Child,
    pub(crate) line: UnixStream,
}

impl Role {
    const ALL: [(&str, Self); 3] =
        [("serve", Self::Serve), ("fork", Self::Fork), ("rest", Self::Rest)];
}

impl Helper {
    /// Starts one, its standard input a stream to this process.
    pub(crate) fn start(role: Role) -> io::Result<Self> {
        let (line, theirs) = UnixStream::pair()?;
        let child = Command::new(env::current_exe()?)
            .env(VARIABLE, format!("{role:?}").to_lowercase())
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .spawn()?;
        Ok(Self { child, line })
    }

    /// Tells it how many.
    pub(crate) fn order(&mut self, count: u64) -> io::Result<()> {
        self.line.write_all(&count.to_le_bytes())
    }

    /// The next number that it says.
    pub(crate) fn number(&mut self) -> io::Result<u64> {
        number(&mut self.line)
    }

    /// Waits for its end, when its stream is closed.
    pub(crate) fn end(self) -> io::Result<()> {
        let Self { mut child, line } = self;
        drop(line);
        child.wait().map(drop)
    }
}

/// Does the work of a helper. `false` when this process is none.
pub(crate) fn play() -> bool {
    let Ok(name) = env::var(VARIABLE) else { return false };
    let role = Role::ALL.iter().find(|(known, _)| *known == name).expect("a known role").1;
    let line = io::stdin().as_fd().try_clone_to_owned().expect("a stream as standard input");
    let line = UnixStream::from(line);
    match role {
        Role::Serve => serve(line),
        Role::Fork => fork(line),
        Role::Rest => rest(line),
    }
    .expect("the work of a helper");
    true
}

fn serve(line: UnixStream) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    line.set_nonblocking(true)?;
    runtime.block_on(async { stream::serve(tokio::net::UnixStream::from_std(line)?).await })
}

/// How many doubles live at once at most.
const AT_ONCE: u64 = 8;

fn fork(mut line: UnixStream) -> io::Result<()> {
    let count = number(&mut line)?;
    let start = Instant::now();
    for made in 0..count {
        if made >= AT_ONCE {
            sys::wait()?;
        }
        sys::fork(|| {})?;
    }
    for _ in 0..count.min(AT_ONCE) {
        sys::wait()?;
    }
    let nanos = u64::try_from(start.elapsed().as_nanos()).map_err(io::Error::other)?;
    line.write_all(&nanos.to_le_bytes())
}

fn rest(mut line: UnixStream) -> io::Result<()> {
    let count = number(&mut line)?;
    for _ in 0..count {
        // A double sees the end of the stream, and ends.
        let pid = sys::fork(|| _ = (&line).read(&mut [0]))?;
        line.write_all(&u64::from(pid).to_le_bytes())?;
    }
    (0..count).try_for_each(|_| sys::wait())
}

fn number(line: &mut UnixStream) -> io::Result<u64> {
    let mut number = [0; 8];
    line.read_exact(&mut number)?;
    Ok(u64::from_le_bytes(number))
}
