//! Who works, who has nothing to do, and who is to go. It sends nothing.

use std::{any::Any, collections::BTreeMap, sync::Arc, time::Duration};

use super::jobs::Task;
use crate::actor::{
    id::ActorId,
    troupe::{Job, TroupeSettings},
};

/// How long workers above the idle number have nothing to do before they are dismissed.
pub(super) const DISMISS_AFTER: Duration = Duration::from_secs(2);

/// The workers of a troupe.
pub(super) struct Roster {
    pub(super) settings: TroupeSettings,
    /// In order, so that an end takes the same course each time.
    workers: BTreeMap<ActorId, Worker>,
    /// Those with nothing to do, the last used last: so the others can be dismissed.
    idle: Vec<ActorId>,
    starting: usize,
    leaving: usize,
    last_job: Job,
    /// Since when more workers are idle than need be.
    surplus_since: Option<Duration>,
}

struct Worker {
    /// The worker itself, where it is in this process.
    here: Option<Hand>,
    state: State,
}

/// A worker in this process.
pub(super) type Hand = Arc<dyn Any + Send + Sync>;

enum State {
    Starting,
    Idle,
    Busy(Job, Task),
    Leaving,
}

/// What a worker was doing when it ended.
pub(super) enum Last {
    /// It never ran.
    Starting,
    /// It had nothing to do.
    Nothing,
    /// It had this.
    Work(Task),
}

/// What becomes of a worker that has nothing more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Stays,
    /// There are too many.
    Leaves,
}

impl Roster {
    pub(super) fn new(settings: TroupeSettings) -> Self {
        Self {
            settings,
            workers: BTreeMap::new(),
            idle: Vec::new(),
            starting: 0,
            leaving: 0,
            last_job: Job::MIN,
            surplus_since: None,
        }
    }

    /// Adds a worker that is on its way.
    pub(super) fn add(&mut self, id: ActorId, here: Option<Hand>) {
        self.starting += 1;
        self.workers.insert(id, Worker { here, state: State::Starting });
    }

    /// A worker runs.
    pub(super) fn ready(&mut self, id: ActorId) -> Next {
        match self.workers.get_mut(&id) {
            Some(worker) if matches!(worker.state, State::Starting) => self.starting -= 1,
            _ => return Next::Stays,
        }
        self.idle(id)
    }

    /// Whether one more should be made, where so many messages wait.
    pub(super) fn wants_more(&self, waiting: usize) -> bool {
        self.idle.is_empty()
            && self.starting < waiting
            && self.workers.len() < self.settings.max as usize
    }

    /// A worker with nothing to do, where it is here with itself.
    pub(super) fn next_idle(&mut self) -> Option<(ActorId, Option<Hand>)> {
        let id = self.idle.pop()?;
        let here = self.workers.get(&id).and_then(|worker| worker.here.clone());
        Some((id, here))
    }

    /// A number for the next piece of work.
    pub(super) fn next_job(&mut self) -> Job {
        self.last_job = self.last_job.checked_add(1).unwrap_or(Job::MIN);
        self.last_job
    }

    /// A worker that was idle has work.
    pub(super) fn busy(&mut self, id: ActorId, job: Job, task: Task) {
        self.set(id, State::Busy(job, task));
    }

    /// A worker could not be given anything: it is ending.
    pub(super) fn leaving(&mut self, id: ActorId) {
        self.leaving += 1;
        self.set(id, State::Leaving);
    }

    /// A worker is done.
    pub(super) fn done(&mut self, id: ActorId, job: Job) -> Option<(Task, Next)> {
        let worker = self.workers.get_mut(&id)?;
        if !matches!(worker.state, State::Busy(now, _) if now == job) {
            return None;
        }
        let State::Busy(_, task) = std::mem::replace(&mut worker.state, State::Idle) else {
            return None;
        };
        Some((task, self.idle(id)))
    }

    /// The work of this number.
    pub(super) fn work(&mut self, job: Job) -> Option<&mut Task> {
        self.workers.values_mut().find_map(|worker| match &mut worker.state {
            State::Busy(now, task) if *now == job => Some(task),
            _ => None,
        })
    }

    /// A worker has ended.
    pub(super) fn remove(&mut self, id: ActorId) -> Last {
        match self.workers.remove(&id).map(|worker| worker.state) {
            Some(State::Starting) => {
                self.starting -= 1;
                Last::Starting
            }
            Some(State::Busy(_, task)) => Last::Work(task),
            Some(State::Leaving) => {
                self.leaving -= 1;
                Last::Nothing
            }
            Some(State::Idle) | None => {
                self.idle.retain(|idle| *idle != id);
                Last::Nothing
            }
        }
    }

    /// Looks whether there are more idle workers than need be.
    pub(super) fn look(&mut self, now: Duration) {
        let surplus = self.idle.len() > self.settings.idle as usize;
        self.surplus_since = surplus.then(|| self.surplus_since.unwrap_or(now));
    }

    /// When those above the idle number go.
    pub(super) fn dismiss_at(&self) -> Option<Duration> {
        self.surplus_since.map(|since| since + DISMISS_AFTER)
    }

    /// Those above the idle number, who are to go.
    pub(super) fn dismiss(&mut self) -> Vec<ActorId> {
        self.surplus_since = None;
        self.let_go(self.idle.len().saturating_sub(self.settings.idle as usize))
    }

    /// Those above the most that there may be, as far as they have nothing to do.
    pub(super) fn shrink(&mut self) -> Vec<ActorId> {
        let staying = self.workers.len() - self.leaving;
        self.let_go(staying.saturating_sub(self.settings.max as usize))
    }

    /// Whether somebody is there, or on the way, to do something.
    pub(super) fn has_hands(&self) -> bool {
        self.workers.len() > self.leaving
    }

    pub(super) fn all(&self) -> impl Iterator<Item = ActorId> {
        self.workers.keys().copied()
    }

    /// Those at work, with what they have.
    pub(super) fn at_work(&self) -> impl Iterator<Item = (ActorId, &Task)> {
        self.workers.iter().filter_map(|(id, worker)| match &worker.state {
            State::Busy(_, task) => Some((*id, task)),
            _ => None,
        })
    }

    /// How many there are, and how many have nothing to do.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.workers.len(), self.idle.len())
    }

    fn idle(&mut self, id: ActorId) -> Next {
        if self.workers.len() - self.leaving > self.settings.max as usize {
            self.leaving(id);
            return Next::Leaves;
        }
        self.set(id, State::Idle);
        self.idle.push(id);
        Next::Stays
    }

    fn let_go(&mut self, count: usize) -> Vec<ActorId> {
        let count = count.min(self.idle.len());
        let gone: Vec<_> = self.idle.drain(..count).collect();
        for id in &gone {
            self.leaving(*id);
        }
        gone
    }

    fn set(&mut self, id: ActorId, state: State) {
        if let Some(worker) = self.workers.get_mut(&id) {
            worker.state = state;
        }
    }
}
