//! The one place of a system where its log is written: a thread with a bounded queue.

use std::{
    collections::VecDeque,
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex},
    thread,
};

use tokio::sync::oneshot;

use super::{
    gather::{Gatherer, LeftOut, Outlet},
    line::{self, Origin, Role},
    output::LogFile,
    record::{Record, now, read},
};
use crate::{
    actor::rules::{LogFormat, LogLevel, LogRules},
    queue::lock,
};

/// How many bytes of lines are written at once.
const CHUNK: usize = 64 * 1024;

/// What is shown of a log, and where.
pub(crate) enum Screen {
    /// On this process's stderr.
    Here,
    /// By a program, where there is one, which shows its own events itself.
    Elsewhere(Box<Show>),
}

/// Takes lines to be shown. `false` when there is no room for more.
pub(crate) type Show = dyn Fn(&[u8]) -> bool + Send;

/// Writes the log of a system.
pub(crate) struct Writer {
    intake: Arc<Intake>,
}

struct Intake {
    /// From how many bytes on that wait to be written there is no room for more.
    room: usize,
    queue: Mutex<Queue>,
    filled: Condvar,
    /// What the thread works with, until it starts.
    press: Mutex<Option<Press>>,
}

#[derive(Default)]
struct Queue {
    batches: VecDeque<(Arc<Origin>, Vec<u8>)>,
    size: usize,
    left_out: LeftOut,
    flushes: Vec<oneshot::Sender<()>>,
    closed: bool,
}

impl Writer {
    /// A writer to the file, if there is one, and to the screen.
    pub(crate) fn new(
        rules: &LogRules,
        file: Option<LogFile>,
        screen: Screen,
        own: Origin,
    ) -> Self {
        let press = Press {
            format: rules.format,
            shown: rules.stderr,
            file,
            failed: false,
            screen,
            own,
            lines: String::new(),
            shown_lines: String::new(),
        };
        let press = Mutex::new(Some(press));
        let room = usize::try_from(rules.buffer).unwrap_or(usize::MAX);
        let intake = Intake { room, queue: Mutex::default(), filled: Condvar::new(), press };
        Self { intake: Arc::new(intake) }
    }

    /// Takes records. Where there is no room for them they are counted.
    pub(crate) fn take(&self, origin: &Arc<Origin>, records: &[u8]) {
        let mut queue = lock(&self.intake.queue);
        if queue.size >= self.intake.room {
            queue.left_out.add_all(records);
        } else {
            queue.size += records.len();
            queue.batches.push_back((origin.clone(), records.to_vec()));
        }
        drop(queue);
        self.start();
        self.intake.filled.notify_one();
    }

    /// Ready when all that was taken until now is written.
    pub(crate) fn flush(&self) -> oneshot::Receiver<()> {
        let (done, flushed) = oneshot::channel();
        if lock(&self.intake.press).is_some() {
            // It has not even started. Nobody may be left to hear that.
            let _ = done.send(());
            return flushed;
        }
        lock(&self.intake.queue).flushes.push(done);
        self.intake.filled.notify_one();
        flushed
    }

    /// The thread starts with the first records.
    fn start(&self) {
        let Some(press) = lock(&self.intake.press).take() else { return };
        let intake = self.intake.clone();
        let started = thread::Builder::new()
            .name("actors-log".to_owned())
            .stack_size(128 * 1024)
            .spawn(move || press.run(&intake));
        if started.is_err() {
            // There are no more threads, and so there is no log.
            lock(&self.intake.queue).closed = true;
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        lock(&self.intake.queue).closed = true;
        self.intake.filled.notify_one();
    }
}

/// What makes lines of records.
struct Press {
    format: LogFormat,
    shown: LogLevel,
    file: Option<LogFile>,
    /// Whether the last write to the file failed.
    failed: bool,
    screen: Screen,
    /// Who tells what this place has to say itself.
    own: Origin,
    lines: String,
    shown_lines: String,
}

impl Press {
    fn run(mut self, intake: &Intake) {
        loop {
            let mut queue = lock(&intake.queue);
            while queue.batches.is_empty() && queue.flushes.is_empty() && !queue.closed {
                queue = intake.filled.wait(queue).unwrap_or_else(|poisoned| poisoned.into_inner());
            }
            let batches = mem::take(&mut queue.batches);
            queue.size = 0;
            let flushes = mem::take(&mut queue.flushes);
            let mut told = Vec::new();
            let now = now();
            if !flushes.is_empty() || queue.closed || queue.left_out.is_due(now) {
                queue.left_out.tell(now, &mut told);
            }
            let is_last = queue.closed && batches.is_empty() && flushes.is_empty();
            drop(queue);
            for (origin, records) in batches {
                read(&records).for_each(|record| self.print(&record, &origin));
            }
            let own = self.own.clone();
            read(&told).for_each(|record| self.print(&record, &own));
            self.put_out();
            for done in flushes {
                // One who no longer waits does not need to know.
                let _ = done.send(());
            }
            if is_last {
                return;
            }
        }
    }

    fn print(&mut self, record: &Record<'_>, origin: &Origin) {
        if self.file.is_some() {
            line::write(self.format, record, origin, &mut self.lines);
        }
        let elsewhere = matches!(self.screen, Screen::Elsewhere(_));
        if record.level <= self.shown && !(elsewhere && origin.role == Role::Program) {
            line::write(self.format, record, origin, &mut self.shown_lines);
        }
        if self.lines.len() >= CHUNK || self.shown_lines.len() >= CHUNK {
            self.put_out();
        }
    }

    fn put_out(&mut self) {
        if let Some(file) = &mut self.file
            && !self.lines.is_empty()
        {
            let written = file.write(self.lines.as_bytes());
            if let Err(error) = &written
                && !self.failed
            {
                let mut bytes = Vec::new();
                failed(error).write(&mut bytes);
                let own = self.own.clone();
                read(&bytes).for_each(|record| {
                    line::write(self.format, &record, &own, &mut self.shown_lines);
                });
            }
            self.failed = written.is_err();
            self.lines.clear();
        }
        if !self.shown_lines.is_empty() {
            let bytes = self.shown_lines.as_bytes();
            let shown = match &self.screen {
                // Where nothing can be shown, nothing is.
                Screen::Here => io::stderr().lock().write_all(bytes).is_ok(),
                Screen::Elsewhere(show) => show(bytes),
            };
            let _ = shown;
            self.shown_lines.clear();
        }
    }
}

/// Tells that the file can't be written.
fn failed(error: &io::Error) -> Record<'static> {
    Record {
        time: now(),
        level: LogLevel::Error,
        actor: None,
        target: "actors::log".into(),
        message: format!("the log file can't be written, lines are lost: {error}").into(),
        fields: Vec::new(),
        spans: Vec::new(),
    }
}

/// A writer in the process that gathers.
pub(crate) struct Here {
    pub(crate) writer: Arc<Writer>,
    pub(crate) origin: Arc<Origin>,
}

impl Outlet for Here {
    fn has_room(&self) -> bool {
        // It counts what does not fit.
        true
    }

    fn take(&self, records: &[u8]) {
        self.writer.take(&self.origin, records);
    }

    fn nudge(&self, gatherer: &Gatherer) {
        gatherer.flush();
    }

    fn written(&self) -> Option<oneshot::Receiver<()>> {
        Some(self.writer.flush())
    }
}
