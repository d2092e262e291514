//! The zygote: one for each executable, with one thread and little memory. Actor processes are its
//! doubles; it also sees them end.

use std::{
    collections::HashMap,
    io::{self, Read},
    os::{fd::AsRawFd, unix::net::UnixStream},
    process::{Command, Stdio},
    time::Duration,
};

use tokio::runtime::Builder;

use super::{
    boot::{self, Boot, Facts, FromZygote, Home, HostBoot, HostOrder, Startup, ToZygote},
    doubles::{Doubles, Seat},
    entry, host,
    sys::{self, Forked, Status, Title},
};
use crate::{
    actor::id::ProcessId,
    log,
    protocol::admin::Executable,
    run::{
        environment::{self, LINK_NOW},
        now,
    },
};

/// How long actor processes may live when the admin is gone, before they are killed.
const GRACE: Duration = Duration::from_secs(3);

/// How often it is looked meanwhile whether they are gone, in milliseconds.
const LOOK_MS: i32 = 50;

/// The zygote's whole life.
pub(super) fn run(home: &Home, executable: &Executable, line: UnixStream, title: Option<Title>) {
    if let Some(title) = title {
        let name = executable.path.rsplit('/').next().unwrap_or(&executable.path);
        title.set(&format!("actors zygote {name}"));
    }
    if environment::text(LINK_NOW).is_some_and(|value| value == OURS) {
        // Its doubles shall have the environment of the program.
        sys::forget_variable(LINK_NOW);
    }
    home.furnish();
    if home.rules.log.installed {
        // Its doubles have it then, at no price.
        log::route::install();
    }
    warm_up();
    // Nobody hears of a zygote that can't work; its end is what the admin sees.
    if let Ok(zygote) = Zygote::new(home, executable, line, title) {
        zygote.serve();
    }
}

/// Begins in this thread what each double would begin in its own: an event loop of the kind that it
/// has, but without descriptors, which are not to be shared.
fn warm_up() {
    if let Ok(runtime) = Builder::new_current_thread().build() {
        super::run_life(&runtime, async {});
    }
}

struct Zygote<'a> {
    home: &'a Home,
    executable: &'a Executable,
    facts: Facts,
    line: UnixStream,
    title: Option<Title>,
    /// Where the signal handler writes, and where that is read.
    bell: (UnixStream, UnixStream),
    children: HashMap<u32, Child>,
    /// Where its doubles are watched, if they are.
    doubles: Option<Doubles>,
    /// That of each double.
    event_loop: Builder,
}

/// A process that the zygote has started.
struct Child {
    process: ProcessId,
    /// Where it is watched, if it is.
    seat: Option<Seat>,
}

impl<'a> Zygote<'a> {
    fn new(
        home: &'a Home,
        executable: &'a Executable,
        line: UnixStream,
        title: Option<Title>,
    ) -> io::Result<Self> {
        let bell = UnixStream::pair()?;
        bell.0.set_nonblocking(true)?;
        bell.1.set_nonblocking(true)?;
        sys::ring_when_children_end(&bell.0);
        let doubles = Doubles::open(home);
        let (facts, children) = (Facts::default(), HashMap::new());
        let event_loop = host::event_loop();
        Ok(Self { home, executable, facts, line, title, bell, children, doubles, event_loop })
    }

    fn serve(mut self) {
        // It ends when the admin says no more, or hears no more.
        let _ = self.obey();
        self.outlive();
    }

    /// Does what the admin says until it is gone.
    fn obey(&mut self) -> io::Result<()> {
        loop {
            let pause = self.pause();
            let [asked, rung] = sys::wait_readable(&self.line, &self.bell.1, pause);
            if rung {
                self.reap()?;
            }
            if asked {
                match boot::read(&mut self.line) {
                    Ok(Some(ToZygote::Know(facts))) => self.facts = facts,
                    Ok(Some(ToZygote::Fork(Startup::Zygote, order))) => self.fork(*order)?,
                    Ok(Some(ToZygote::Fork(Startup::Spawn, order))) => self.spawn(*order)?,
                    Ok(None) | Err(_) => return Ok(()),
                }
            }
            self.look()?;
        }
    }

    fn fork(&mut self, order: HostOrder) -> io::Result<()> {
        let process = order.process;
        let seat = self.doubles.as_mut().and_then(Doubles::seat);
        // Put together here, once, since each double would load the code for it.
        let boot = self.boot(order);
        match sys::fork() {
            Ok(Forked::Child) => {
                sys::ring_no_more();
                let title = self.title;
                // The lines of the zygote are not its children's, but they may ring its bell.
                close(&self.line);
                close(&self.bell.1);
                if let (Some(doubles), Some(seat)) = (&self.doubles, &seat) {
                    doubles.take(seat);
                }
                host::run(boot, title, &mut self.event_loop)
            }
            Ok(Forked::Parent(pid)) => self.started(Child { process, seat }, pid),
            Err(error) => {
                self.vacate(seat);
                self.failed(process, format!("no more processes: {error}"))
            }
        }
    }

    /// Starts a process from the executable instead of doubling this one.
    fn spawn(&mut self, order: HostOrder) -> io::Result<()> {
        let process = order.process;
        match start(
            self.executable,
            &Boot::Host(Box::new(self.boot(order))),
            Session::Same,
            [Stdio::inherit(), Stdio::inherit()],
        ) {
            // Ended children are reaped with all others.
            Ok((child, _line)) => self.started(Child { process, seat: None }, child.id()),
            Err(error) => self.failed(process, error.to_string()),
        }
    }

    /// All that a process has to know.
    fn boot(&self, order: HostOrder) -> HostBoot {
        HostBoot {
            home: self.home.clone(),
            executable: self.executable.clone(),
            facts: self.facts.clone(),
            socket: self.home.socket(order.process),
            admin: self.home.admin(),
            order,
        }
    }

    fn started(&mut self, child: Child, pid: u32) -> io::Result<()> {
        let process = child.process;
        self.children.insert(pid, child);
        boot::write(&mut self.line, &FromZygote::Forked { process, pid })
    }

    fn failed(&mut self, process: ProcessId, reason: String) -> io::Result<()> {
        boot::write(&mut self.line, &FromZygote::Failed { process, reason })
    }

    fn reap(&mut self) -> io::Result<()> {
        // What it does not take, it is woken by again.
        let _ = self.bell.1.read(&mut [0; 64]);
        while let Some((pid, status)) = sys::reap() {
            let Some(Child { process, seat }) = self.children.remove(&pid) else { continue };
            self.vacate(seat);
            if !matches!(status, Status::Code(0 | host::NO_SOCKET)) {
                // It had no time to do so itself.
                let _ = std::fs::remove_file(self.home.socket(process));
            }
            boot::write(&mut self.line, &FromZygote::Ended { process, status })?;
        }
        Ok(())
    }

    /// How long to wait for whatever comes, in milliseconds.
    fn pause(&mut self) -> i32 {
        let pause = self.doubles.as_mut().and_then(Doubles::pause);
        // Later rather than earlier.
        pause.map_or(-1, |pause| i32::try_from(pause.as_millis() + 1).unwrap_or(i32::MAX))
    }

    fn vacate(&mut self, seat: Option<Seat>) {
        if let (Some(doubles), Some(seat)) = (&mut self.doubles, seat) {
            doubles.free(seat);
        }
    }

    /// Tells the log of those doubles that keep their threads from their actors.
    fn look(&mut self) -> io::Result<()> {
        let Some(doubles) = &mut self.doubles else { return Ok(()) };
        let seats = self
            .children
            .values_mut()
            .filter_map(|child| Some((child.process, child.seat.as_mut()?)));
        for (process, records) in doubles.look(seats) {
            boot::write(&mut self.line, &FromZygote::Logs { process, records })?;
        }
        Ok(())
    }

    /// The admin is gone: actor processes see it too and end; those that can't are killed.
    fn outlive(mut self) {
        let begun = now();
        while !self.children.is_empty() && now().duration_since(begun) < GRACE {
            sys::wait_readable(&self.bell.1, &self.bell.1, LOOK_MS);
            // The admin does not hear of it, of one after the other.
            while self.reap().is_err() {}
        }
        for (pid, child) in self.children.drain() {
            sys::kill(pid);
            let _ = std::fs::remove_file(self.home.socket(child.process));
        }
        // The last one out; folders of others that are not empty yet stay.
        let _ = std::fs::remove_file(self.home.admin());
        let _ = std::fs::remove_dir(&self.home.folder);
    }
}

/// Shuts this process's share of a connection without shutting the connection.
fn close(stream: &UnixStream) {
    sys::close(stream.as_raw_fd());
}

/// Whether a started process stays in the session of its starter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Session {
    Same,
    New,
}

/// The value of a variable that is not the user's.
const OURS: &str = "actors";

/// Room in the command line for the title of a process.
const TITLE_ROOM: usize = 200;

/// Starts a process of `executable` and tells it what it is.
///
/// # Errors
/// When the executable is gone or there may be no more processes; with its name and the fix.
pub(super) fn start(
    executable: &Executable,
    boot: &Boot,
    session: Session,
    output: [Stdio; 2],
) -> io::Result<(std::process::Child, UnixStream)> {
    let (mut ours, theirs) = UnixStream::pair()?;
    let (name, value) = entry::variable(executable.entry, theirs.as_raw_fd());
    let mut command = Command::new(&executable.path);
    let [out, error] = output;
    command
        .arg(" ".repeat(TITLE_ROOM))
        .env(name, value)
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(error);
    if let Boot::Zygote(..) = boot
        && environment::path(LINK_NOW).is_none()
    {
        // What its doubles need has been found then.
        command.env(LINK_NOW, OURS);
    }
    sys::keep_fd_in_new_session(&mut command, theirs.as_raw_fd(), session == Session::New);
    let child = command.spawn().map_err(|error| {
        let path = &executable.path;
        let fix = match error.kind() {
            io::ErrorKind::NotFound => "; it was moved or removed: build it again",
            _ => "",
        };
        io::Error::new(error.kind(), format!("`{path}` could not be started: {error}{fix}"))
    })?;
    drop(theirs);
    ours.set_write_timeout(Some(Duration::from_secs(10)))?;
    boot::write(&mut ours, boot)?;
    ours.set_write_timeout(None)?;
    Ok((child, ours))
}
