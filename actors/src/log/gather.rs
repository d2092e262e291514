//! What a process has to log, gathered until it leaves for the place where it is written.
//!
//! Nobody who logs waits for that place: what does not fit is counted and told later.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use tokio::sync::oneshot;
use tracing::{Metadata, level_filters::LevelFilter};
use tracing_subscriber::filter::Targets;

use super::record::{Record, now, read};
use crate::{
    actor::{
        id::ActorId,
        rules::{LogLevel, LogRules},
    },
    queue::lock,
};

/// How many bytes leave at once, at the latest.
const BATCH: usize = 16 * 1024;

/// What part of the buffer of a system each of its processes has.
const PART: u64 = 16;

/// How many actors are remembered whose events were left out.
const REMEMBERED: usize = 1024;

/// How often it is told that events were left out, in microseconds.
const OFTEN: u64 = 1_000_000;

/// Where records go from here.
pub(crate) trait Outlet: Send + Sync {
    /// Whether records would be taken now.
    fn has_room(&self) -> bool;

    /// Takes records.
    fn take(&self, records: &[u8]);

    /// There are records that are in no hurry.
    fn nudge(&self, gatherer: &Gatherer);

    /// Ready when what was taken is written, where this process writes it.
    fn written(&self) -> Option<oneshot::Receiver<()>> {
        None
    }
}

/// Gathers the events of one system in this process.
pub(crate) struct Gatherer {
    wanted: Targets,
    outlet: Box<dyn Outlet>,
    /// How many bytes may wait.
    room: usize,
    waiting: Mutex<Waiting>,
    /// Held while records leave, so that they leave in order.
    leaving: Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    records: Vec<u8>,
    left_out: LeftOut,
}

/// Whether all is told that is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    /// Now and then.
    Sometimes,
    /// There is no later.
    Last,
}

impl Gatherer {
    pub(crate) fn new(rules: &LogRules, outlet: impl Outlet + 'static) -> Arc<Self> {
        Arc::new(Self {
            wanted: rules.wanted(),
            outlet: Box::new(outlet),
            room: usize::try_from(rules.buffer / PART).unwrap_or(usize::MAX),
            waiting: Mutex::default(),
            leaving: Mutex::default(),
        })
    }

    /// Whether events of this kind are written anywhere.
    pub(crate) fn wants(&self, metadata: &Metadata<'_>) -> bool {
        self.wanted.would_enable(metadata.target(), metadata.level())
    }

    /// The finest level that is wanted of any target.
    pub(crate) fn finest(&self) -> LevelFilter {
        let targets = self.wanted.iter().map(|(_, level)| level).max();
        let default = self.wanted.default_level();
        targets.into_iter().chain(default).max().unwrap_or(LevelFilter::OFF)
    }

    /// Takes an event. What is bad news leaves at once.
    pub(crate) fn take(&self, record: &Record<'_>) {
        let (first, full) = {
            let mut waiting = lock(&self.waiting);
            let first = waiting.records.is_empty();
            let fits = waiting.records.len() < self.room && record.write(&mut waiting.records);
            if !fits {
                waiting.left_out.add(record.actor.as_ref().map(|(_, id)| *id), 1);
            }
            (first, waiting.records.len() >= BATCH)
        };
        if record.level <= LogLevel::Warn || full {
            self.flush();
        } else if first {
            self.outlet.nudge(self);
        }
    }

    /// Lets leave what there is, as far as there is room for it.
    pub(crate) fn flush(&self) {
        self.leave(Telling::Sometimes);
    }

    /// Lets leave what there is, for the last time.
    pub(crate) fn finish(&self) {
        self.leave(Telling::Last);
    }

    fn leave(&self, telling: Telling) {
        let _leaving = lock(&self.leaving);
        if telling == Telling::Sometimes && !self.outlet.has_room() {
            return;
        }
        let records = lock(&self.waiting).take(telling);
        if !records.is_empty() {
            self.outlet.take(&records);
        }
    }

    /// Lets leave what there is; ready when it is written, where this process writes it.
    pub(crate) fn settle(&self) -> Option<oneshot::Receiver<()>> {
        self.finish();
        self.outlet.written()
    }

    /// Whether something waits.
    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.waiting).records.is_empty()
    }
}

impl Waiting {
    fn take(&mut self, telling: Telling) -> Vec<u8> {
        let now = now();
        if telling == Telling::Last || self.left_out.is_due(now) {
            self.left_out.tell(now, &mut self.records);
        }
        std::mem::take(&mut self.records)
    }
}

/// Events that there was no room for.
#[derive(Default)]
pub(crate) struct LeftOut {
    events: u64,
    actors: HashSet<ActorId>,
    /// When it was told last.
    told: u64,
}

impl LeftOut {
    pub(crate) fn add(&mut self, actor: Option<ActorId>, events: u64) {
        self.events += events;
        if self.actors.len() < REMEMBERED {
            self.actors.extend(actor);
        }
    }

    /// Counts the records in `bytes`.
    pub(crate) fn add_all(&mut self, bytes: &[u8]) {
        for record in read(bytes) {
            self.add(record.actor.map(|(_, id)| id), 1);
        }
    }

    /// Whether there is something to tell, and it was not just told.
    pub(crate) fn is_due(&self, now: u64) -> bool {
        self.events > 0 && now.saturating_sub(self.told) >= OFTEN
    }

    /// Appends a record that tells it.
    pub(crate) fn tell(&mut self, now: u64, records: &mut Vec<u8>) {
        if self.events == 0 {
            return;
        }
        let record = Record {
            time: now,
            level: LogLevel::Warn,
            actor: None,
            target: "actors::log".into(),
            message: self.to_string().into(),
            fields: Vec::new(),
            spans: Vec::new(),
        };
        // It is short.
        record.write(records);
        *self = Self { told: now, ..Self::default() };
    }
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let events = if self.events == 1 { "event" } else { "events" };
        write!(f, "{} {events} left out", grouped(self.events))?;
        match self.actors.len() {
            0 => Ok(()),
            1 => f.write_str(" of 1 actor"),
            REMEMBERED => write!(f, " of {} actors or more", grouped(REMEMBERED as u64)),
            actors => write!(f, " of {} actors", grouped(actors as u64)),
        }
    }
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::{actor::id::ProcessId, log::record::count};

    /// Takes records when it is open.
    struct Gate(Arc<AtomicBool>, Arc<Mutex<Vec<u8>>>);

    impl Outlet for Gate {
        fn has_room(&self) -> bool {
            self.0.load(Ordering::SeqCst)
        }

        fn take(&self, records: &[u8]) {
            lock(&self.1).extend_from_slice(records);
        }

        fn nudge(&self, _: &Gatherer) {}
    }

    fn event(level: LogLevel, actor: ActorId) -> Record<'static> {
        Record {
            time: 0,
            level,
            actor: Some(("Counter".into(), actor)),
            target: "app".into(),
            message: "x".repeat(100).into(),
            fields: Vec::new(),
            spans: Vec::new(),
        }
    }

    #[test]
    fn bad_news_leaves_at_once_and_with_it_what_came_before() {
        let (open, taken) = (Arc::new(AtomicBool::new(true)), Arc::default());
        let gatherer = Gatherer::new(&LogRules::default(), Gate(open, Arc::clone(&taken)));
        let actor = ActorId::root(ProcessId::random());
        gatherer.take(&event(LogLevel::Info, actor));
        assert!(lock(&taken).is_empty());
        gatherer.take(&event(LogLevel::Warn, actor));
        assert_eq!(count(&lock(&taken)), 2);
        assert!(gatherer.is_empty());
    }

    #[test]
    fn what_does_not_fit_is_counted_and_told() {
        let (open, taken) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let gatherer = Gatherer::new(&LogRules::default(), Gate(open.clone(), Arc::clone(&taken)));
        let actors = [1, 2, 3].map(|_| ActorId::root(ProcessId::random()));
        let mut written = 0_u64;
        while lock(&gatherer.waiting).records.len() < gatherer.room {
            gatherer.take(&event(LogLevel::Info, actors[0]));
            written += 1;
        }
        for at in 0..1234 {
            gatherer.take(&event(LogLevel::Info, actors[at % 3]));
        }
        open.store(true, Ordering::SeqCst);
        gatherer.flush();
        let taken = lock(&taken);
        assert_eq!(count(&taken), written + 1);
        let last = read(&taken).last().expect("a record");
        assert_eq!(last.message, "1,234 events left out of 3 actors");
        assert_eq!(last.level, LogLevel::Warn);
    }
}
