//! The admin: the process that keeps the books of a system. It runs no user's code.

use std::{
    collections::HashMap,
    fs, io,
    net::SocketAddr,
    os::unix::{fs::MetadataExt, net::UnixStream as StdStream},
    process::{Child, Stdio},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream, UnixStream},
    runtime::Builder,
    sync::mpsc,
};

use super::{
    boot::{
        self, AdminBoot, AdminReport, Boot, Facts, FromZygote, Home, HostOrder, Startup, ToZygote,
    },
    folder, greet,
    join::Greeting,
    log::SystemLog,
    relay::Relay,
    sys::{self, Status, Title},
    zygote::{self, Session},
};
use crate::{
    actor::{capability::Capabilities, error::ExitReason, id::ProcessId, registered::StartRequest},
    log::line::Role,
    protocol::{
        admin::{Executable, FromAdmin, Printed, ProcessStatus, Reference, ToAdmin},
        books::{Action, Books, Kind, Process},
    },
    run::Executor,
    transport::{
        link::{Leave, Link, ReadError},
        stream::{Listener, Stream},
        sys::Credentials,
    },
    wire::{codec, frame::Frame},
};

/// How many words may wait for the admin before those who say them are slowed down.
const WORDS: usize = 4096;

/// How long actors may take to end when the program that they are tied to is gone.
const TIED: Duration = Duration::from_millis(500);

/// How long the last prints of actors may take to be shown.
const LAST_PRINTS: Duration = Duration::from_secs(2);

/// The admin's whole life.
pub(super) fn run(boot: AdminBoot, mut line: StdStream, title: Option<Title>) {
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return report(&mut line, &AdminReport::Failed(error.to_string())),
    };
    super::run_life(&runtime, async move {
        match Admin::start(boot).await {
            Ok((admin, words)) => {
                if let Some(title) = title {
                    let place = admin.address.map_or("queue".to_owned(), |at| at.to_string());
                    title.set(&format!("actors admin {place}"));
                }
                report(&mut line, &AdminReport::Ready(admin.address, Box::new(admin.home.clone())));
                if admin.address.is_none() {
                    tokio::spawn(outlive_nobody(line, admin.events.clone()));
                }
                admin.serve(words).await;
                // Programs see the end of this process as the end of the system. Its connections
                // are therefore left open for the operating system to close: when it does, the
                // process is gone.
                sys::exit(0)
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                report(&mut line, &AdminReport::InUse);
            }
            Err(error) => report(&mut line, &AdminReport::Failed(error.to_string())),
        }
    });
}

fn report(line: &mut StdStream, report: &AdminReport) {
    // The program that started this may be gone; the next one joins.
    let _ = boot::write(line, report);
}

struct Admin {
    address: Option<SocketAddr>,
    home: Home,
    startup: Startup,
    capabilities: Capabilities,
    /// What processes were told last.
    facts: Arc<Facts>,
    executor: Executor,
    books: Books,
    links: HashMap<ProcessId, Arc<Link>>,
    zygotes: Vec<Zygote>,
    /// Where processes print.
    relays: Vec<Relay>,
    log: SystemLog,
    /// Where everything that happens is told.
    events: mpsc::Sender<Event>,
}

/// A zygote and the executable as it was when the zygote was started.
struct Zygote {
    executable: Executable,
    image: Image,
    line: Arc<Link>,
    child: Child,
    /// What it was told last.
    facts: Arc<Facts>,
    /// The processes that it sees end.
    doubles: HashMap<ProcessId, Double>,
}

/// A process that a zygote makes, or has made.
struct Double {
    /// How it is to be made, as long as it is not.
    order: Option<(StartRequest, Executable)>,
    /// What it knows from the beginning, until it is welcomed.
    facts: Option<Arc<Facts>>,
}

/// What tells one state of an executable from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Image {
    device: u64,
    inode: u64,
    modified: (i64, i64),
    size: u64,
}

/// Something that happened.
pub(super) enum Event {
    Connected {
        process: ProcessId,
        pid: Option<u32>,
        link: Arc<Link>,
    },
    Word {
        process: ProcessId,
        word: ToAdmin,
    },
    Disconnected {
        process: ProcessId,
    },
    Zygote(FromZygote),
    /// Something was printed there.
    Printed(usize),
    /// There are lines of the log to show.
    Logged,
    ZygoteEnded {
        pid: u32,
    },
    /// The program that the system ends with is gone.
    StarterGone,
}

impl Admin {
    async fn start(boot: AdminBoot) -> io::Result<(Self, mpsc::Receiver<Event>)> {
        let port = match boot.address {
            Some(address) => Some(TcpListener::bind(address).await?),
            None => None,
        };
        let address = port.as_ref().map(TcpListener::local_addr).transpose()?;
        let system = ProcessId::random().get();
        let (carrier, rules) = (boot.carrier, boot.rules);
        let home = Home { folder: folder::make(system)?, system, carrier, rules };
        home.furnish();
        let listener = folder::listen_as_admin(&home.admin())?;
        let (events, words) = mpsc::channel(WORDS);
        if let Some(port) = port {
            let greeting = Greeting { home: home.clone(), user: sys::user() };
            tokio::spawn(greet_all(port, greeting));
        }
        let me = ProcessId::random();
        let log = SystemLog::start(&home, me, events.clone())?;
        tokio::spawn(accept(listener, system, me, events.clone(), log.clone()));
        let mut admin = Self {
            address,
            home,
            startup: boot.startup,
            capabilities: boot.capabilities,
            facts: Arc::default(),
            executor: Executor::tokio(),
            books: Books::default(),
            links: HashMap::new(),
            zygotes: Vec::new(),
            relays: Vec::new(),
            log,
            events,
        };
        // The first actor shall not wait for it; if it fails, the first actor's creator hears why.
        let _ = admin.zygote(&boot.executable);
        Ok((admin, words))
    }

    /// Does what is to be done until everything is down.
    async fn serve(mut self, mut words: mpsc::Receiver<Event>) {
        loop {
            let now = self.executor.now();
            let event = match self.books.next_tick().map(|at| at.saturating_sub(now)) {
                None => words.recv().await,
                Some(Duration::ZERO) => {
                    let actions = self.books.tick(now);
                    if self.carry_out(actions, &mut words).await {
                        return;
                    }
                    continue;
                }
                // A clock is set only where there is nothing else to do.
                Some(left) => tokio::select! {
                    biased;
                    event = words.recv() => event,
                    () = tokio::time::sleep(left) => continue,
                },
            };
            let Some(event) = event else { return };
            let actions = self.happened(event);
            if self.carry_out(actions, &mut words).await {
                return;
            }
        }
    }

    fn happened(&mut self, event: Event) -> Vec<Action> {
        match event {
            Event::Connected { process, pid, link } => {
                self.links.insert(process, link);
                self.welcome(process);
                self.books.connected(process, pid)
            }
            Event::Word { process, word } => self.books.hear(process, word, self.executor.now()),
            Event::Disconnected { process } => {
                self.links.remove(&process);
                self.books.disconnected(process)
            }
            Event::Zygote(FromZygote::Forked { process, pid }) => {
                for zygote in &mut self.zygotes {
                    if let Some(double) = zygote.doubles.get_mut(&process) {
                        double.order = None;
                    }
                }
                self.books.forked(process, pid);
                Vec::new()
            }
            Event::Zygote(FromZygote::Failed { process, reason }) => {
                self.forget_double(process);
                self.books.failed(process, ExitReason::NotStarted(reason))
            }
            Event::Zygote(FromZygote::Ended { process, status }) => {
                self.forget_double(process);
                let reason = match status {
                    Status::Code(code) => ExitReason::Crashed(code),
                    Status::Signal(signal) => ExitReason::Killed(signal),
                };
                self.books.exited(process, reason, self.executor.now())
            }
            Event::Zygote(FromZygote::Logs { process, records }) => {
                self.log.of(self.books.pid(process)).take(Role::Host.number(), &records);
                Vec::new()
            }
            Event::Printed(number) => {
                self.show_all(Some(number));
                Vec::new()
            }
            Event::Logged => {
                self.show_log();
                Vec::new()
            }
            Event::ZygoteEnded { pid } => self.lose_zygote(pid),
            Event::StarterGone => self.books.shut_down(TIED, self.executor.now()),
        }
    }

    /// What every process knows, as it is now: always the same value until that changes.
    fn facts(&mut self) -> Arc<Facts> {
        let capabilities = self.capabilities.clone();
        let dead_letters = self.books.dead_letters().to_vec();
        let facts = Facts { capabilities, dead_letters };
        if facts != *self.facts {
            self.facts = Arc::new(facts);
        }
        self.facts.clone()
    }

    /// Tells a process what every process knows, unless it has been made with it.
    fn welcome(&mut self, process: ProcessId) {
        let facts = self.facts();
        let double = self.zygotes.iter_mut().find_map(|zygote| zygote.doubles.get_mut(&process));
        let known = double.and_then(|double| double.facts.take());
        if known.is_none_or(|known| !Arc::ptr_eq(&known, &facts)) {
            let Facts { capabilities, dead_letters } = (*facts).clone();
            self.send(process, &FromAdmin::Welcome { capabilities, dead_letters });
        }
    }

    fn forget_double(&mut self, process: ProcessId) {
        for zygote in &mut self.zygotes {
            zygote.doubles.remove(&process);
        }
    }

    /// A zygote has ended under its doubles. The next process is made by a new one.
    fn lose_zygote(&mut self, pid: u32) -> Vec<Action> {
        let is_it = |zygote: &Zygote| zygote.child.id() == pid;
        let Some(at) = self.zygotes.iter().position(is_it) else { return Vec::new() };
        let mut zygote = self.zygotes.swap_remove(at);
        sys::kill(pid);
        // It is killed, so it ends.
        let _ = zygote.child.wait();
        let mut actions = Vec::new();
        for (process, double) in zygote.doubles {
            match double.order {
                // It had not begun with it.
                Some((request, executable)) => {
                    actions.push(Action::Fork(Box::new(request), executable));
                }
                None => actions.extend(self.books.unattended(process)),
            }
        }
        actions
    }

    /// Carries actions out, and what follows from them. `true` when the system is down.
    async fn carry_out(&mut self, actions: Vec<Action>, words: &mut mpsc::Receiver<Event>) -> bool {
        let mut actions = std::collections::VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            match action {
                Action::Send(process, word) => self.send(process, &word),
                Action::Fork(request, executable) => {
                    let process = request.id.process;
                    if let Err(error) = self.fork(*request, &executable) {
                        let reason = ExitReason::NotStarted(error.to_string());
                        actions.extend(self.books.failed(process, reason));
                    }
                }
                Action::Status(process, reference) => self.tell_status(process, reference),
                Action::Settle(process, reference) => {
                    self.show_all(None);
                    self.log.flush().await;
                    self.show_log();
                    self.send(process, &FromAdmin::Done { reference });
                }
                Action::Capability { from, reference, key, value } => {
                    if self.capabilities.change(key, value) {
                        let word = FromAdmin::Capabilities(self.capabilities.clone());
                        self.links.keys().for_each(|process| self.send(*process, &word));
                    }
                    self.send(from, &FromAdmin::Done { reference });
                }
                Action::Kill(pid) => sys::kill(pid),
                Action::Finish(last_words) => {
                    self.finish(last_words, words).await;
                    return true;
                }
            }
        }
        false
    }

    fn send(&self, process: ProcessId, word: &FromAdmin) {
        let Some(link) = self.links.get(&process) else { return };
        let mut body = Vec::new();
        match codec::write("FromAdmin", word, &mut body) {
            Ok(()) => _ = link.send(Leave::Gathered, |out| Frame::Admin(&body).write(out)),
            Err(error) => tracing::error!(%error, "not told"),
        }
    }

    fn fork(&mut self, request: StartRequest, executable: &Executable) -> io::Result<()> {
        let process = request.id.process;
        let order = (request.clone(), executable.clone());
        let host =
            HostOrder { process, title: format!("actors {} {process}", request.actor), request };
        let word = ToZygote::Fork(self.startup, Box::new(host));
        let facts = self.facts();
        let zygote = self.zygote(executable)?;
        let mut bytes = Vec::new();
        if !Arc::ptr_eq(&zygote.facts, &facts) {
            boot::write(&mut bytes, &ToZygote::Know((*facts).clone()))?;
        }
        boot::write(&mut bytes, &word)?;
        zygote.facts = facts.clone();
        zygote.doubles.insert(process, Double { order: Some(order), facts: Some(facts) });
        zygote.line.send(Leave::Gathered, |out| out.extend_from_slice(&bytes));
        Ok(())
    }

    /// The zygote of the executable as it is now.
    fn zygote(&mut self, executable: &Executable) -> io::Result<&mut Zygote> {
        let image = Image::of(executable)?;
        let current = |zygote: &Zygote| zygote.executable == *executable && zygote.image == image;
        if let Some(at) = self.zygotes.iter().position(current) {
            return Ok(&mut self.zygotes[at]);
        }
        // One of an older state of the executable sees its last children end, and starts no more.
        let boot = Boot::Zygote(self.home.clone(), executable.clone());
        let output = [self.relay(Printed::Out)?, self.relay(Printed::Error)?];
        let (child, line) = zygote::start(executable, &boot, Session::Same, output)?;
        let stream = Arc::new(Stream::new(line)?);
        let link = Arc::new(Link::default());
        let pid = child.id();
        tokio::spawn(hear_zygote(stream.clone(), pid, self.events.clone()));
        let writer = link.clone();
        tokio::spawn(async move { writer.write_to(stream, None).await });
        let at = self.zygotes.len();
        let (executable, doubles) = (executable.clone(), HashMap::new());
        let facts = Arc::default();
        self.zygotes.push(Zygote { executable, image, line: link, child, facts, doubles });
        Ok(&mut self.zygotes[at])
    }

    /// A place for processes to print to, from which it is taken to a program that shows it.
    fn relay(&mut self, printed: Printed) -> io::Result<Stdio> {
        self.relays.retain(|relay| !relay.has_ended());
        let number = self.relays.last().map_or(0, |relay| relay.number + 1);
        let (relay, output) = Relay::open(number, printed, self.events.clone())?;
        self.relays.push(relay);
        Ok(output)
    }

    /// Shows what has been printed until now: at one place, or everywhere.
    fn show_all(&self, only: Option<usize>) {
        for relay in &self.relays {
            if only.is_some_and(|number| number != relay.number) {
                continue;
            }
            relay.take(|bytes| self.show(relay.printed, bytes));
        }
    }

    /// Shows what there is of the log to show.
    fn show_log(&self) {
        if let Some(lines) = self.log.take_shown() {
            self.show(Printed::Error, lines);
        }
    }

    /// Shows what was printed, where there is a program that reads it.
    fn show(&self, printed: Printed, bytes: Vec<u8>) {
        let Some(audience) = self.books.audience() else { return };
        if self.links.get(&audience).is_some_and(|link| link.has_room()) {
            self.send(audience, &FromAdmin::Output(printed, bytes));
        }
    }

    fn tell_status(&self, process: ProcessId, reference: Reference) {
        let status = |role: &str, pid: u32, process| ProcessStatus {
            role: role.to_owned(),
            pid,
            memory_kib: sys::memory(pid),
            process,
        };
        let mut processes = vec![status("admin", std::process::id(), None)];
        let zygotes = self.zygotes.iter().map(|zygote| zygote.child.id());
        processes.extend(zygotes.map(|pid| status("zygote", pid, None)));
        let role = |process: &Process| match &process.kind {
            Kind::Program => "program".to_owned(),
            Kind::Host(actor) => actor.clone(),
        };
        let known = self.books.processes();
        processes.extend(
            known.filter_map(|(id, process)| Some(status(&role(process), process.pid?, Some(id)))),
        );
        processes[1..].sort_by(|left, right| (&left.role, left.pid).cmp(&(&right.role, right.pid)));
        let uptime = self.executor.now();
        self.send(process, &FromAdmin::Status { reference, processes, uptime });
    }

    /// Shows what actors printed before their end, as fast as a program takes it.
    async fn show_the_rest(&self, words: &mut mpsc::Receiver<Event>) {
        let deadline = tokio::time::Instant::now() + LAST_PRINTS;
        loop {
            self.show_all(None);
            if let Some(link) = self.books.audience().and_then(|audience| self.links.get(&audience))
            {
                // A program that does not listen any more is not waited for.
                let _ = tokio::time::timeout_at(deadline, link.flushed()).await;
            }
            if self.relays.iter().all(Relay::has_ended) || tokio::time::Instant::now() >= deadline {
                return;
            }
            // The relays tell when there is more, or end.
            let moment = tokio::time::Instant::now() + Duration::from_millis(10);
            let _ = tokio::time::timeout_at(moment, words.recv()).await;
        }
    }

    /// Takes everything down that the admin itself made.
    async fn finish(
        &mut self,
        last_words: Vec<(ProcessId, FromAdmin)>,
        words: &mut mpsc::Receiver<Event>,
    ) {
        for zygote in &mut self.zygotes {
            zygote.line.close();
            sys::kill(zygote.child.id());
            // It is killed, so it ends.
            let _ = zygote.child.wait();
        }
        self.show_the_rest(words).await;
        self.log.flush().await;
        self.show_log();
        // Whoever hears that the system is down shall find it so.
        let _ = fs::remove_dir_all(&self.home.folder);
        for (process, word) in last_words {
            self.send(process, &word);
        }
        for link in self.links.values() {
            // A program that does not listen any more is not waited for.
            let _ = tokio::time::timeout(Duration::from_secs(1), link.flushed()).await;
        }
    }
}

impl Image {
    fn of(executable: &Executable) -> io::Result<Self> {
        let path = &executable.path;
        let found = fs::metadata(path).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("the executable `{path}` is gone ({error}): build it again"),
            )
        })?;
        Ok(Self {
            device: found.dev(),
            inode: found.ino(),
            modified: (found.mtime(), found.mtime_nsec()),
            size: found.size(),
        })
    }
}

/// Tells everybody who comes to the port where the system is at home.
async fn greet_all(port: TcpListener, greeting: Greeting) {
    let bytes = greeting.encode();
    loop {
        if let Ok((mut stream, _)) = port.accept().await {
            let bytes = bytes.clone();
            tokio::spawn(async move { say_greeting(&mut stream, &bytes).await });
        }
    }
}

async fn say_greeting(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.shutdown().await
}

/// Takes the connections of processes.
async fn accept(
    listener: Listener,
    system: u64,
    me: ProcessId,
    events: mpsc::Sender<Event>,
    log: SystemLog,
) {
    loop {
        let stream = Arc::new(listener.accept().await);
        let (events, log) = (events.clone(), log.clone());
        tokio::spawn(async move {
            if let Err(error) = serve(&stream, system, me, events, &log).await {
                greet::refuse(&stream, &error.to_string()).await;
            }
        });
    }
}

/// Serves one process until its connection ends.
async fn serve(
    stream: &Arc<Stream>,
    system: u64,
    me: ProcessId,
    events: mpsc::Sender<Event>,
    log: &SystemLog,
) -> Result<(), ReadError> {
    let (hello, mut reader) = greet::hear_who_comes(stream, system).await?;
    let process = hello.process;
    let link = Arc::new(Link::default());
    let (writer, greeting) = ((link.clone(), stream.clone()), Some(greet::hello(system, me, None)));
    let writing = tokio::spawn(async move {
        // Who waits to be greeted is told something; the others need not wake up for it.
        writer.0.has_words().await;
        writer.0.write_to(writer.1, greeting).await
    });
    let pid = Credentials::of(&**stream)?.pid;
    let mut log = log.of(pid);
    let connected = Event::Connected { process, pid, link: link.clone() };
    if events.send(connected).await.is_err() {
        return Ok(());
    }
    let ended = loop {
        let word = reader
            .next(|frame| match frame {
                Frame::Admin(body) => codec::read::<ToAdmin>("ToAdmin", body)
                    .map(Some)
                    .map_err(|error| ReadError::Wrong(error.to_string())),
                Frame::Log { role, body } => {
                    log.take(role, body);
                    Ok(None)
                }
                _ => Err(ReadError::Wrong("a frame that is not for an admin".to_owned())),
            })
            .await;
        match word {
            Ok(None) => {}
            Ok(Some(word)) => {
                if events.send(Event::Word { process, word }).await.is_err() {
                    break ReadError::Closed;
                }
            }
            Err(error) => break error,
        }
    };
    writing.abort();
    link.close();
    // When nobody takes it the system is down.
    let _ = events.send(Event::Disconnected { process }).await;
    match ended {
        ReadError::Closed | ReadError::Io(_) => Ok(()),
        error => Err(error),
    }
}

/// Tells when the program at the other end of the line is gone, however it ended.
async fn outlive_nobody(line: StdStream, events: mpsc::Sender<Event>) {
    let line = line.set_nonblocking(true).and_then(|()| UnixStream::from_std(line));
    if let Ok(line) = line {
        // The program says nothing on it.
        while line.readable().await.is_ok() {
            match line.try_read(&mut [0; 16]) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
        }
    }
    // When nobody takes it the system is down.
    let _ = events.send(Event::StarterGone).await;
}

/// Takes what a zygote tells, until it ends.
async fn hear_zygote(stream: Arc<Stream>, pid: u32, events: mpsc::Sender<Event>) {
    let mut buffer = Vec::new();
    loop {
        buffer.reserve(1024);
        if !stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {
            break;
        }
        let mut rest = buffer.as_slice();
        while let Some(length) = rest.first_chunk::<4>() {
            let size = 4 + u32::from_le_bytes(*length) as usize;
            if rest.len() < size {
                break;
            }
            let mut word = &rest[..size];
            if let Ok(Some(word)) = boot::read::<FromZygote>(&mut word)
                && events.send(Event::Zygote(word)).await.is_err()
            {
                return;
            }
            rest = &rest[size..];
        }
        let done = buffer.len() - rest.len();
        buffer.drain(..done);
    }
    // When nobody takes it the system is down.
    let _ = events.send(Event::ZygoteEnded { pid }).await;
}
