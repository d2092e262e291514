//! What a zygote sees of its doubles: which of them keeps its thread from its actors for too long.

use std::{
    io,
    sync::atomic::AtomicU64,
    time::{Duration, Instant},
};

use tracing::Level;

use super::{boot::Home, sys};
use crate::{
    actor::{id::ProcessId, rules::LogLevel},
    engine::watchdog::{
        self,
        double::{self, Double, WORDS},
        rounds::{Found, PAUSE, Rounds, Seen},
    },
    log::record::{self, Record, Value},
    run::now,
};

/// For how many doubles memory is taken at once.
const CHUNK: usize = 64;

/// The doubles, as their zygote watches them.
pub(super) struct Doubles {
    /// How long an actor may keep its thread.
    limit: Duration,
    /// Whether anybody hears of one that does.
    is_logged: bool,
    rounds: Rounds<'static>,
    state: &'static AtomicU64,
    /// When it was looked last.
    looked: Instant,
    vacant: Vec<&'static [AtomicU64; WORDS]>,
}

/// A place for a double.
pub(super) struct Seat {
    double: Double,
    seen: Seen,
}

impl Doubles {
    /// `None` where nobody is to be named.
    pub(super) fn open(home: &Home) -> Option<Self> {
        let (limit, log) = (home.rules.block_warning?, &home.rules.log);
        let is_logged = log.installed && log.wanted().would_enable(watchdog::TARGET, &Level::WARN);
        let mut vacant = chunk().ok()?;
        let state = &vacant.pop()?[0];
        Some(Self { limit, rounds: Rounds::new(state), state, looked: now(), vacant, is_logged })
    }

    /// A place for the next double. `None` where there is no more memory: it watches itself then.
    pub(super) fn seat(&mut self) -> Option<Seat> {
        if self.vacant.is_empty() {
            self.vacant = chunk().ok()?;
        }
        let double = Double::new(self.vacant.pop()?);
        // It is about to have work, and has not to say so.
        self.rounds.wake();
        Some(Seat { double, seen: Seen::default() })
    }

    /// A double has ended.
    pub(super) fn free(&mut self, seat: Seat) {
        self.vacant.push(seat.double.into_words());
    }

    /// In the double.
    pub(super) fn take(&self, seat: &Seat) {
        double::be_watched(seat.double, self.state, sys::ring);
    }

    /// How long to wait until it is to be looked again; `None` until a double says that it has work.
    pub(super) fn pause(&mut self) -> Option<Duration> {
        (!self.rounds.is_asleep()).then(|| PAUSE.saturating_sub(now().duration_since(self.looked)))
    }

    /// Looks at all doubles, if it is time. What is to be logged of those that are to be named.
    pub(super) fn look<'a>(
        &mut self,
        seats: impl Iterator<Item = (ProcessId, &'a mut Seat)>,
    ) -> Vec<(ProcessId, Vec<u8>)> {
        let passed = now().duration_since(self.looked);
        if self.rounds.is_asleep() || passed < PAUSE {
            return Vec::new();
        }
        self.looked += passed;
        let is_proof = self.rounds.is_proof(passed);
        let (mut anything, mut named) = (false, Vec::new());
        for (process, Seat { double, seen }) in seats {
            let turn = double.turn();
            let found = seen.look(turn, is_proof, || Some(self.limit));
            anything |= found != Found::Nothing;
            if found == Found::TooLong && self.is_logged {
                let records = warning(*double, self.limit);
                // It was read while the poll went on, and not while another began.
                let records = records.filter(|_| double.turn() == turn);
                named.extend(records.map(|records| (process, records)));
            }
        }
        self.rounds.looked(anything);
        named
    }
}

/// Memory that this process will have in common with its doubles.
fn chunk() -> io::Result<Vec<&'static [AtomicU64; WORDS]>> {
    let words = sys::common_memory(CHUNK * WORDS)?;
    Ok(words.as_chunks().0.iter().collect())
}

/// What the double would log itself, had it a thread to do so.
fn warning(double: Double, limit: Duration) -> Option<Vec<u8>> {
    let (actor, name, handling) = double.polled()?;
    let fields = [
        ("actor", name),
        ("address", actor.to_string()),
        ("handling", watchdog::handled(handling.as_deref()).to_owned()),
    ];
    let record = Record {
        time: record::now(),
        level: LogLevel::Warn,
        actor: None,
        target: watchdog::TARGET.into(),
        message: watchdog::Blocks(limit).to_string().into(),
        fields: fields.map(|(name, value)| (name.into(), Value::Text(value.into()))).into(),
        spans: Vec::new(),
    };
    let mut records = Vec::new();
    record.write(&mut records).then_some(records)
}
