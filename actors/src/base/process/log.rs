//! The log of a process: its records leave for the admin, which writes those of all.

use std::{
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use tokio::sync::{Notify, mpsc, oneshot};

use super::{admin::Event, boot::Home, network::Network};
use crate::{
    actor::{id::ProcessId, rules::LogRules},
    log::{
        gather::{Gatherer, Outlet},
        line::{Origin, Role},
        output::LogFile,
        route,
        writer::{Here, Screen, Writer},
    },
    queue::lock,
    transport::link::Leave,
    wire::frame::Frame,
};

/// How long records that are in no hurry gather.
const GATHERING: Duration = Duration::from_millis(5);

/// How long one who ends waits for what is yet to be shown.
const SHOWING: Duration = Duration::from_secs(2);

/// How often it is looked whether the admin takes more.
const ROOM: Duration = Duration::from_millis(20);

/// The way of records to the admin.
struct ToAdmin {
    network: Weak<Network>,
    wake: Arc<Notify>,
    role: Role,
    /// Where the program shows what its own actors say.
    screen: Option<Here>,
}

impl Outlet for ToAdmin {
    fn has_room(&self) -> bool {
        self.network.upgrade().is_none_or(|network| network.admin.has_room())
    }

    fn take(&self, records: &[u8]) {
        if let Some(screen) = &self.screen {
            screen.take(records);
        }
        // Whom they don't reach: an admin that is gone.
        if let Some(network) = self.network.upgrade()
            && network.home.rules.log.is_for_admin(self.role)
        {
            let frame = Frame::Log { role: self.role.number(), body: records };
            network.admin.send(Leave::Now, |out| frame.write(out));
        }
    }

    fn nudge(&self, _: &Gatherer) {
        self.wake.notify_one();
    }

    fn written(&self) -> Option<oneshot::Receiver<()>> {
        self.screen.as_ref().map(|screen| screen.writer.flush())
    }
}

impl LogRules {
    /// Whether the admin does anything with what a process logs.
    fn is_for_admin(&self, role: Role) -> bool {
        self.file.is_some() || role != Role::Program
    }
}

/// What a process logs, on its way.
pub(super) struct Logging {
    gatherer: Arc<Gatherer>,
    process: ProcessId,
}

impl Logging {
    /// Starts to gather what this process logs.
    pub(super) fn start(network: &Arc<Network>, role: Role) -> Self {
        let Home { rules, .. } = &network.home;
        let origin = origin(&rules.name, role);
        let screen = (role == Role::Program).then(|| {
            let writer = Writer::new(&rules.log, None, Screen::Here, origin.clone());
            Here { writer: Arc::new(writer), origin: Arc::new(origin) }
        });
        let wake = Arc::new(Notify::new());
        let outlet = ToAdmin { network: Arc::downgrade(network), wake: wake.clone(), role, screen };
        let gatherer = Gatherer::new(&rules.log, outlet);
        network.runtime.spawn(send(Arc::downgrade(&gatherer), wake));
        if rules.log.installed {
            route::install();
        }
        route::add(network.me, gatherer.clone());
        Self { gatherer, process: network.me }
    }

    /// Lets leave what has gathered, and waits until the program has shown what is to be shown.
    pub(super) async fn flush(&self) {
        if let Some(written) = self.gatherer.settle() {
            // The writer answers, or is gone; or nobody reads what the program shows.
            let _ = tokio::time::timeout(SHOWING, written).await;
        }
    }

    /// The system is over.
    pub(super) fn end(&self) {
        route::remove(self.process);
    }
}

fn origin(system: &str, role: Role) -> Origin {
    Origin { system: system.to_owned(), pid: std::process::id(), role }
}

/// Sends what gathers, for as long as somebody gathers.
async fn send(gatherer: Weak<Gatherer>, wake: Arc<Notify>) {
    loop {
        wake.notified().await;
        tokio::time::sleep(GATHERING).await;
        loop {
            let Some(gatherer) = gatherer.upgrade() else { return };
            gatherer.flush();
            if gatherer.is_empty() {
                break;
            }
            drop(gatherer);
            tokio::time::sleep(ROOM).await;
        }
    }
}

/// The log of a system, in its admin.
#[derive(Clone)]
pub(super) struct SystemLog {
    writer: Arc<Writer>,
    system: String,
    /// Lines that a program is to show.
    shown: Arc<Mutex<Vec<u8>>>,
}

/// How many bytes of lines may wait to be shown.
const SHOWN: usize = 1024 * 1024;

impl SystemLog {
    /// Begins it; what the admin logs itself is a part of it.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub(super) fn start(
        home: &Home,
        me: ProcessId,
        events: mpsc::Sender<Event>,
    ) -> std::io::Result<Self> {
        let rules = &home.rules.log;
        let shown = Arc::<Mutex<Vec<u8>>>::default();
        let show = {
            let shown = shown.clone();
            move |lines: &[u8]| {
                let mut shown = lock(&shown);
                if shown.len() + lines.len() > SHOWN {
                    return false;
                }
                shown.extend_from_slice(lines);
                drop(shown);
                // Where it has too much to do, it hears with the next lines.
                let _ = events.try_send(Event::Logged);
                true
            }
        };
        let own = origin(&home.rules.name, Role::Admin);
        let file = LogFile::open(rules)?;
        let screen = Screen::Elsewhere(Box::new(show));
        let writer = Arc::new(Writer::new(rules, file, screen, own.clone()));
        route::install();
        let here = Here { writer: writer.clone(), origin: Arc::new(own) };
        route::add(me, Gatherer::new(rules, here));
        Ok(Self { writer, system: home.rules.name.clone(), shown })
    }

    /// The place of a process in it.
    pub(super) fn of(&self, pid: Option<u32>) -> ProcessLog {
        let (system, pid) = (self.system.clone(), pid.unwrap_or_default());
        let origin = Arc::new(Origin { system, pid, role: Role::Host });
        ProcessLog { writer: self.writer.clone(), origin }
    }

    /// What a program is to show.
    pub(super) fn take_shown(&self) -> Option<Vec<u8>> {
        let shown = std::mem::take(&mut *lock(&self.shown));
        (!shown.is_empty()).then_some(shown)
    }

    /// Waits until all of it is written.
    pub(super) async fn flush(&self) {
        route::settle_all().await;
        // It answers, or is gone.
        let _ = self.writer.flush().await;
    }
}

/// What one process has to log, in its admin.
pub(super) struct ProcessLog {
    writer: Arc<Writer>,
    origin: Arc<Origin>,
}

impl ProcessLog {
    /// Takes records that came.
    pub(super) fn take(&mut self, role: u8, records: &[u8]) {
        let role = Role::from_number(role);
        if self.origin.role != role {
            self.origin = Arc::new(Origin { role, ..Origin::clone(&self.origin) });
        }
        self.writer.take(&self.origin, records);
    }
}
