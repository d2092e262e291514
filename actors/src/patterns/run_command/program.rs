//! A program that runs: threads that feed it, read it, wait for it and end it.

use std::{
    io::{Read, Write},
    process::{self, Child, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{
    command::{
        Captured, Command, CommandError, CommandResult, CommandStatus, Inherited, Listener, Stream,
    },
    sys,
};

/// The most bytes that are read, and sent on, at once.
const CHUNK: usize = 64 * 1024;

/// How large the stack of a thread is.
const STACK: usize = 128 * 1024;

/// What a program does.
pub(super) enum Event {
    /// It printed this. It is waited for until this has been taken.
    Printed(Stream, Vec<u8>),
    /// It has ended, or could not be started.
    Ended(Result<CommandResult, CommandError>),
}

/// Takes what a program does; `Err` when nobody wants to know any more.
pub(super) type Report = Arc<dyn Fn(Event) -> Result<(), ()> + Send + Sync>;

/// The way to end a program. Dropped, it ends it.
pub(super) struct Leash(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The group, while it may be killed.
    group: Option<u32>,
    /// Why it is to be killed.
    killed: Option<CommandStatus>,
    over: bool,
}

impl Leash {
    /// Ends the program.
    pub(super) fn stop(&self) {
        self.0.kill(CommandStatus::Stopped);
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn kill(&self, why: CommandStatus) {
        let mut state = self.state();
        if state.over {
            return;
        }
        state.killed.get_or_insert(why);
        if let Some(group) = state.group {
            sys::kill_group(group);
        }
        drop(state);
        self.changed.notify_all();
    }

    // No code that can panic runs under the lock, so what it guards is whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs the program, in threads of its own.
pub(super) fn start(command: Command, report: Report) -> Leash {
    let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new() });
    let (running, told) = (shared.clone(), report.clone());
    let program = command.program.clone();
    let spawned = spawn(move || {
        let result = run(command, &running, &told);
        // An actor that has ended does not need to know.
        let _ = told(Event::Ended(result));
    });
    if let Err(error) = spawned {
        let error = CommandError::NotStarted { program, reason: error.to_string() };
        let _ = report(Event::Ended(Err(error)));
    }
    Leash(shared)
}

fn spawn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> std::io::Result<thread::JoinHandle<T>> {
    thread::Builder::new().name("actors-command".to_owned()).stack_size(STACK).spawn(work)
}

fn run(
    command: Command,
    shared: &Arc<Shared>,
    report: &Report,
) -> Result<CommandResult, CommandError> {
    let not_started = |error: std::io::Error| CommandError::NotStarted {
        program: command.program.clone(),
        reason: error.to_string(),
    };
    let began = now();
    let mut child = prepare(&command).spawn().map_err(not_started)?;
    let pid = child.id();
    {
        let mut state = shared.state();
        state.group = Some(pid);
        if state.killed.is_some() {
            sys::kill_group(pid);
        }
    }
    let threads = attend(&mut child, &command, shared, report, began);
    let attended = threads.as_ref().map(|_| ()).map_err(|error| not_started(copy(error)));
    if attended.is_err() {
        shared.kill(CommandStatus::Stopped);
    }
    sys::wait(pid);
    let killed = {
        let mut state = shared.state();
        state.over = true;
        state.group = None;
        // What it started and left behind would hold its outputs open.
        sys::kill_group(pid);
        state.killed
    };
    shared.changed.notify_all();
    let duration = began.elapsed();
    let ended = child.wait().map_err(not_started)?;
    attended?;
    let Threads { out, error } = threads.map_err(not_started)?;
    let (stdout, stderr) = (joined(out), joined(error));
    // The last bytes may have been the ones too many.
    let killed = killed.or(shared.state().killed);
    let status = killed.unwrap_or_else(|| status(ended));
    Ok(CommandResult { status, stdout, stderr, duration })
}

fn copy(error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), error.to_string())
}

fn status(ended: process::ExitStatus) -> CommandStatus {
    use std::os::unix::process::ExitStatusExt;
    match (ended.code(), ended.signal()) {
        (Some(code), _) => CommandStatus::Exited(code),
        (None, signal) => CommandStatus::Signalled(signal.unwrap_or_default()),
    }
}

fn prepare(command: &Command) -> process::Command {
    let mut prepared = process::Command::new(&command.program);
    if command.clear == Inherited::Nothing {
        prepared.env_clear();
    }
    prepared
        .args(command.arguments.iter().map(|word| word.value()))
        .envs(command.environment.iter().map(|(name, word)| (name, word.value())))
        .stdin(if command.input.0.is_empty() { Stdio::null() } else { Stdio::piped() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(directory) = &command.directory {
        prepared.current_dir(directory);
    }
    sys::tie(&mut prepared);
    prepared
}

type Reading = Option<thread::JoinHandle<Captured>>;

struct Threads {
    out: Reading,
    error: Reading,
}

/// Starts the threads around a program.
fn attend(
    child: &mut Child,
    command: &Command,
    shared: &Arc<Shared>,
    report: &Report,
    began: Instant,
) -> std::io::Result<Threads> {
    if let Some(mut stdin) = child.stdin.take() {
        let input = command.input.0.clone();
        // A program that does not read all of it has its reasons.
        spawn(move || _ = stdin.write_all(&input))?;
    }
    if let Some(limit) = command.limit {
        let shared = shared.clone();
        spawn(move || end_after(&shared, began, limit))?;
    }
    let out = child.stdout.take().map(|pipe| read(pipe, Stream::Out, command, shared, report));
    let error = child.stderr.take().map(|pipe| read(pipe, Stream::Error, command, shared, report));
    Ok(Threads { out: out.transpose()?, error: error.transpose()? })
}

fn end_after(shared: &Shared, began: Instant, limit: Duration) {
    let mut state = shared.state();
    while !state.over {
        let left = limit.saturating_sub(began.elapsed());
        if left.is_zero() {
            drop(state);
            return shared.kill(CommandStatus::TimedOut);
        }
        let waited = shared.changed.wait_timeout(state, left);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
}

fn read(
    pipe: impl Read + Send + 'static,
    stream: Stream,
    command: &Command,
    shared: &Arc<Shared>,
    report: &Report,
) -> std::io::Result<thread::JoinHandle<Captured>> {
    let reader = Reader {
        stream,
        capture: command.capture,
        most: command.most,
        pieces: match command.listener {
            None => Pieces::None,
            Some(Listener::Lines(_)) => Pieces::Lines(Vec::new()),
            Some(Listener::Chunks(_)) => Pieces::Chunks,
        },
        captured: Captured { bytes: Vec::new(), total: 0 },
        shared: shared.clone(),
        report: report.clone(),
    };
    spawn(move || reader.read_all(pipe))
}

/// Reads one output.
struct Reader {
    stream: Stream,
    capture: u64,
    most: Option<u64>,
    pieces: Pieces,
    captured: Captured,
    shared: Arc<Shared>,
    report: Report,
}

/// In which pieces the output is sent on.
enum Pieces {
    None,
    /// With the line that has begun.
    Lines(Vec<u8>),
    Chunks,
}

impl Reader {
    fn read_all(mut self, mut pipe: impl Read) -> Captured {
        let mut chunk = vec![0; CHUNK];
        loop {
            match pipe.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => self.take(&chunk[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        if let Pieces::Lines(rest) = std::mem::replace(&mut self.pieces, Pieces::None)
            && !rest.is_empty()
        {
            self.send_on(rest);
        }
        self.captured
    }

    fn take(&mut self, bytes: &[u8]) {
        self.captured.total += bytes.len() as u64;
        let room = self.capture.saturating_sub(self.captured.bytes.len() as u64);
        let kept = usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len());
        self.captured.bytes.extend_from_slice(&bytes[..kept]);
        if self.most.is_some_and(|most| self.captured.total > most) {
            self.shared.kill(CommandStatus::TooMuchOutput);
        }
        match &mut self.pieces {
            Pieces::None => {}
            Pieces::Chunks => self.send_on(bytes.to_vec()),
            Pieces::Lines(begun) => {
                begun.extend_from_slice(bytes);
                let mut lines = Vec::new();
                while let Some(end) = begun.iter().position(|byte| *byte == b'\n') {
                    let rest = begun.split_off(end + 1);
                    begun.pop();
                    lines.push(std::mem::replace(begun, rest));
                }
                if begun.len() >= CHUNK {
                    lines.push(std::mem::take(begun));
                }
                lines.into_iter().for_each(|line| self.send_on(line));
            }
        }
    }

    fn send_on(&mut self, bytes: Vec<u8>) {
        if (self.report)(Event::Printed(self.stream, bytes)).is_err() {
            self.pieces = Pieces::None;
        }
    }
}

fn joined(reading: Reading) -> Captured {
    let read = reading.and_then(|reading| reading.join().ok());
    read.unwrap_or(Captured { bytes: Vec::new(), total: 0 })
}

/// The program's time is real, whatever that of the actors is.
fn now() -> Instant {
    Instant::now()
}
