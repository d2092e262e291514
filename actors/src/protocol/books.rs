//! The books of a system: its processes, their actors, the names. Words come in, actions go out;
//! the admin carries them out.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use super::{
    admin::{Executable, FromAdmin, Reference, Standing, ToAdmin},
    directory::{Directory, Told},
};
use crate::actor::{
    capability::Value,
    error::{CreateError, ExitReason},
    host::Claim,
    id::{ActorId, ProcessId},
    registered::StartRequest,
    system::{ActorExitRequest, System},
};

/// How long one asks for a process that nobody has heard of before it is said to be gone: its
/// address may have overtaken the news of it.
const UNHEARD: Duration = Duration::from_secs(2);

/// How long a process that has ended may still be heard of for the first time: it may have said
/// much before its end, to an admin that has other things to do.
const LEAVING: Duration = Duration::from_secs(2);

/// How many ended processes are remembered with the reason.
const REMEMBERED: usize = 100_000;

/// How long, after the grace period of a shutdown, processes have to end by themselves.
const LAST_CALL: Duration = Duration::from_secs(2);

/// What the admin is to do.
#[derive(Debug)]
pub(crate) enum Action {
    /// Say this to a process.
    Send(ProcessId, FromAdmin),
    /// Make a process for an actor.
    Fork(Box<StartRequest>, Executable),
    /// Tell who the processes are.
    Status(ProcessId, Reference),
    /// Set what the system has, tell all, and say to one that it is done.
    Capability { from: ProcessId, reference: Reference, key: String, value: Option<Value> },
    /// Show what was printed, and say that it is done.
    Settle(ProcessId, Reference),
    /// Kill this process.
    Kill(u32),
    /// Everything is down: clear up, say this, and end.
    Finish(Vec<(ProcessId, FromAdmin)>),
}

/// The books.
#[derive(Default)]
pub(crate) struct Books {
    processes: HashMap<ProcessId, Process>,
    /// The programs that joined, the first one first.
    programs: Vec<ProcessId>,
    gone: HashMap<ProcessId, ExitReason>,
    gone_order: VecDeque<ProcessId>,
    names: Directory<Waiter>,
    /// Who waits for the start of which actor.
    starting: HashMap<ActorId, (ProcessId, Reference)>,
    dead_letters: Vec<ActorId>,
    unheard: Vec<(Duration, ProcessId, ProcessId, Reference)>,
    /// Processes that have ended before they were heard of, and when they are given up.
    leaving: Vec<(Duration, ProcessId)>,
    shutdown: Option<Shutdown>,
}

struct Shutdown {
    kill_at: Duration,
}

/// A process of the system.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) kind: Kind,
    pub(crate) pid: Option<u32>,
    connected: bool,
    /// Whether it was connected and is no more.
    has_left: bool,
    /// Whether somebody sees when it ends.
    attended: bool,
    actors: Vec<Booked>,
    /// Who asked whether it can be reached, before it could.
    located: Vec<(ProcessId, Reference)>,
    /// What it is to start once it is connected.
    queued: Vec<StartRequest>,
    /// Why the last of its actors ended, if that is why it ends.
    last: Option<ExitReason>,
    /// Why it ended, while its last words are still on their way.
    exit: Option<ExitReason>,
}

/// What a process is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A program that joined.
    Program,
    /// Made for this actor, or this group of actors.
    Host(String),
}

/// An actor that the books know.
#[derive(Debug, Clone, Copy)]
struct Booked {
    id: ActorId,
    parent: Option<ActorId>,
}

/// One who waits for the owner of a name.
#[derive(Debug)]
enum Waiter {
    Start(ProcessId, Reference),
    Claim(ProcessId, Reference),
}

impl Books {
    /// The processes.
    pub(crate) fn processes(&self) -> impl Iterator<Item = (ProcessId, &Process)> {
        self.processes.iter().map(|(id, process)| (*id, process))
    }

    /// The number of a process with the operating system, where it is known.
    pub(crate) fn pid(&self, id: ProcessId) -> Option<u32> {
        self.processes.get(&id).and_then(|process| process.pid)
    }

    /// The program that shows what actors print: the one that has been here longest.
    pub(crate) fn audience(&self) -> Option<ProcessId> {
        self.programs.first().copied()
    }

    /// Who gets dead letters.
    pub(crate) fn dead_letters(&self) -> &[ActorId] {
        &self.dead_letters
    }

    /// A program has joined, or a process that was made is there.
    pub(crate) fn connected(&mut self, id: ProcessId, pid: Option<u32>) -> Vec<Action> {
        let process = self.processes.entry(id).or_insert_with(|| Process::new(Kind::Program));
        if process.kind == Kind::Program && !process.connected {
            self.programs.push(id);
        }
        process.connected = true;
        process.pid = process.pid.or(pid);
        let located = std::mem::take(&mut process.located);
        let queued = std::mem::take(&mut process.queued);
        let early = self.unheard.extract_if(.., |(_, wanted, ..)| *wanted == id);
        let located =
            located.into_iter().chain(early.map(|(_, _, from, reference)| (from, reference)));
        let mut actions: Vec<_> = located
            .map(|(from, reference)| {
                Action::Send(from, FromAdmin::Located { reference, standing: Standing::Alive })
            })
            .collect();
        let start = |request| Action::Send(id, FromAdmin::StartHere(Box::new(request)));
        actions.extend(queued.into_iter().map(start));
        actions
    }

    /// A process that was made has this number with the operating system.
    pub(crate) fn forked(&mut self, id: ProcessId, pid: u32) {
        if let Some(process) = self.processes.get_mut(&id) {
            process.pid = Some(pid);
        }
    }

    /// A process says something.
    pub(crate) fn hear(&mut self, from: ProcessId, word: ToAdmin, now: Duration) -> Vec<Action> {
        match word {
            ToAdmin::Start { reference, request, executable } => {
                self.start(from, reference, *request, executable)
            }
            ToAdmin::Started { id, result } => self.started(id, &result),
            ToAdmin::Ended { id, reason } => self.ended(from, id, &reason),
            ToAdmin::Claim { reference, name, actor, id } => {
                let booked = Booked { id, parent: None };
                if let Some(process) = self.processes.get_mut(&from) {
                    process.actors.push(booked);
                }
                let waiter = Waiter::Claim(from, reference);
                answer(self.names.claim(&name, &actor, id, waiter))
            }
            ToAdmin::Settle { reference } => vec![Action::Settle(from, reference)],
            ToAdmin::Settled { id, result } => answer(self.names.settle(id, &result)),
            ToAdmin::Release { reference, id } => {
                let mut actions = answer(self.names.release(id, &ExitReason::Requested));
                actions.push(Action::Send(from, FromAdmin::Done { reference }));
                actions
            }
            ToAdmin::Locate { reference, process } => self.locate(from, reference, process, now),
            ToAdmin::Mourn { reference, process } => self.mourn(from, reference, process, now),
            ToAdmin::DeadLetters { handler, register } => {
                self.dead_letters.retain(|id| *id != handler);
                if register {
                    self.dead_letters.push(handler);
                }
                self.publish_dead_letters()
            }
            ToAdmin::Adopt { id } => {
                let actors = self.processes.values_mut().flat_map(|process| &mut process.actors);
                for booked in actors.filter(|booked| booked.id == id) {
                    booked.parent = None;
                }
                Vec::new()
            }
            ToAdmin::UpdateCapability { reference, key, value } => {
                vec![Action::Capability { from, reference, key, value }]
            }
            ToAdmin::Status { reference } => vec![Action::Status(from, reference)],
            ToAdmin::Shutdown { grace } => self.shut_down(grace, now),
        }
    }

    /// A process that was made has ended. What it said before counts, so this waits for the end of
    /// its connection; where it has none, a moment for the connection to be taken.
    pub(crate) fn exited(
        &mut self,
        id: ProcessId,
        reason: ExitReason,
        now: Duration,
    ) -> Vec<Action> {
        if let Some(process) = self.processes.get_mut(&id)
            && process.kind != Kind::Program
        {
            process.exit = Some(reason);
            if !process.connected && !process.has_left {
                self.leaving.push((now + LEAVING, id));
            }
            if !process.has_left {
                return Vec::new();
            }
            return self.disconnected(id);
        }
        Vec::new()
    }

    /// A process could not be made.
    pub(crate) fn failed(&mut self, id: ProcessId, reason: ExitReason) -> Vec<Action> {
        self.remove(id, reason)
    }

    fn remove(&mut self, id: ProcessId, reason: ExitReason) -> Vec<Action> {
        let Some(process) = self.processes.remove(&id) else { return Vec::new() };
        self.programs.retain(|program| *program != id);
        let reason = match process.last {
            Some(last) if process.actors.is_empty() => last,
            _ => reason,
        };
        self.remember(id, &reason);
        let mut actions = Vec::new();
        for booked in &process.actors {
            actions.extend(self.lose(*booked, &reason));
        }
        for request in process.queued {
            actions.extend(self.fail_start(request.id, &reason));
        }
        let standing = Standing::Gone(reason.clone());
        let mourners = self.unheard.extract_if(.., |(_, lost, ..)| *lost == id);
        let mourners = mourners.map(|(_, _, from, reference)| (from, reference));
        for (from, reference) in process.located.into_iter().chain(mourners) {
            let standing = standing.clone();
            actions.push(Action::Send(from, FromAdmin::Located { reference, standing }));
        }
        actions.extend(self.orphans(id));
        let before = self.dead_letters.len();
        self.dead_letters.retain(|handler| handler.process != id);
        if self.dead_letters.len() != before {
            actions.extend(self.publish_dead_letters());
        }
        actions.extend(self.finish_if_down());
        actions
    }

    /// The connection of a process has ended. A program is gone with it; of a process that was
    /// made, the one who made it will tell, if it still can.
    pub(crate) fn disconnected(&mut self, id: ProcessId) -> Vec<Action> {
        let Some(process) = self.processes.get_mut(&id) else { return Vec::new() };
        process.connected = false;
        process.has_left = true;
        let nobody_tells = process.kind == Kind::Program || !process.attended;
        let known = process.exit.take().or(nobody_tells.then_some(ExitReason::Gone));
        known.map_or_else(Vec::new, |reason| self.remove(id, reason))
    }

    /// The one who made a process is gone: from now on the end of its connection is its end.
    pub(crate) fn unattended(&mut self, id: ProcessId) -> Vec<Action> {
        match self.processes.get_mut(&id) {
            Some(process) if process.connected => {
                process.attended = false;
                Vec::new()
            }
            Some(_) => self.remove(id, ExitReason::Gone),
            None => Vec::new(),
        }
    }

    /// When [`tick`](Self::tick) is to be called.
    pub(crate) fn next_tick(&self) -> Option<Duration> {
        let unheard = self.unheard.iter().map(|(at, ..)| *at);
        let leaving = self.leaving.iter().map(|(at, _)| *at);
        unheard.chain(leaving).chain(self.shutdown.as_ref().map(|shutdown| shutdown.kill_at)).min()
    }

    /// Time has passed.
    pub(crate) fn tick(&mut self, now: Duration) -> Vec<Action> {
        let mut actions = Vec::new();
        for (_, _, from, reference) in self.unheard.extract_if(.., |(at, ..)| *at <= now) {
            let standing = Standing::Gone(ExitReason::Gone);
            actions.push(Action::Send(from, FromAdmin::Located { reference, standing }));
        }
        let left: Vec<_> = self.leaving.extract_if(.., |(at, _)| *at <= now).collect();
        for (_, id) in left {
            let came = self.processes.get(&id).is_none_or(|process| process.connected);
            if !came {
                actions.extend(self.disconnected(id));
            }
        }
        if let Some(shutdown) = &mut self.shutdown
            && shutdown.kill_at <= now
        {
            shutdown.kill_at = now + LAST_CALL;
            let hosts = self.processes.values().filter(|process| process.kind != Kind::Program);
            actions.extend(hosts.filter_map(|process| process.pid).map(Action::Kill));
        }
        actions
    }

    fn start(
        &mut self,
        from: ProcessId,
        reference: Reference,
        request: StartRequest,
        executable: Executable,
    ) -> Vec<Action> {
        let id = request.id;
        if self.shutdown.is_some() {
            let result = Err(CreateError::SystemShutdown);
            return vec![Action::Send(from, FromAdmin::Started { reference, result })];
        }
        if let Some(name) = &request.named {
            let waiter = Waiter::Start(from, reference);
            match self.names.claim(name, &request.actor, id, waiter) {
                Some((_, Ok(Claim::New))) => {}
                told => return answer(told),
            }
        }
        self.starting.insert(id, (from, reference));
        if self.gone.contains_key(&id.process) {
            let reason = ExitReason::NotStarted("its group's process has just ended".to_owned());
            return self.fail_start(id, &reason);
        }
        let booked = Booked { id, parent: request.parent };
        if let Some(process) = self.processes.get_mut(&id.process) {
            process.actors.push(booked);
            if !process.connected {
                process.queued.push(request);
                return Vec::new();
            }
            return vec![Action::Send(id.process, FromAdmin::StartHere(Box::new(request)))];
        }
        let kind = Kind::Host(request.actor.clone());
        let mut process = Process::new(kind);
        process.actors.push(booked);
        self.processes.insert(id.process, process);
        vec![Action::Fork(Box::new(request), executable)]
    }

    fn started(&mut self, id: ActorId, result: &Result<(), CreateError>) -> Vec<Action> {
        let mut actions = answer(self.names.settle(id, result));
        if let Some((from, reference)) = self.starting.remove(&id) {
            let result = result.clone().map(|()| id);
            actions.push(Action::Send(from, FromAdmin::Started { reference, result }));
        }
        if result.is_err()
            && let Some(process) = self.processes.get_mut(&id.process)
        {
            process.actors.retain(|booked| booked.id != id);
            let reason = result.clone().err().map(|error| error.to_string()).unwrap_or_default();
            process.last = Some(ExitReason::NotStarted(reason));
        }
        actions
    }

    fn ended(&mut self, from: ProcessId, id: ActorId, reason: &ExitReason) -> Vec<Action> {
        let Some(process) = self.processes.get_mut(&from) else { return Vec::new() };
        process.actors.retain(|booked| booked.id != id);
        process.last = Some(reason.clone());
        answer(self.names.release(id, reason))
    }

    /// An actor whose process ended under it.
    fn lose(&mut self, booked: Booked, reason: &ExitReason) -> Vec<Action> {
        let mut actions = answer(self.names.release(booked.id, reason));
        let waited_for = self.starting.contains_key(&booked.id);
        actions.extend(self.fail_start(booked.id, reason));
        if let (Some(parent), false) = (booked.parent, waited_for) {
            let system = System::ChildExited(booked.id, reason.clone());
            actions.push(Action::Send(parent.process, FromAdmin::Say { target: parent, system }));
        }
        actions
    }

    fn fail_start(&mut self, id: ActorId, reason: &ExitReason) -> Vec<Action> {
        let Some((from, reference)) = self.starting.remove(&id) else { return Vec::new() };
        let actor = match self.processes.get(&id.process).map(|process| &process.kind) {
            Some(Kind::Host(actor)) => actor.clone(),
            _ => "the actor".to_owned(),
        };
        let error = CreateError::Process { actor, reason: reason.to_string() };
        let mut actions = answer(self.names.settle(id, &Err(error.clone())));
        let result = Err(error);
        actions.push(Action::Send(from, FromAdmin::Started { reference, result }));
        actions
    }

    /// The children of a process that ended under its actors end too.
    fn orphans(&self, gone: ProcessId) -> Vec<Action> {
        let is_orphan =
            |booked: &&Booked| booked.parent.is_some_and(|parent| parent.process == gone);
        let orphans = self.processes.values().flat_map(|process| &process.actors);
        let exit = |orphan: &Booked| {
            let system = System::Exit(ActorExitRequest::new(), ExitReason::Requested);
            Action::Send(orphan.id.process, FromAdmin::Say { target: orphan.id, system })
        };
        orphans.filter(is_orphan).map(exit).collect()
    }

    fn locate(
        &mut self,
        from: ProcessId,
        reference: Reference,
        wanted: ProcessId,
        now: Duration,
    ) -> Vec<Action> {
        let standing = match (self.processes.get_mut(&wanted), self.gone.get(&wanted)) {
            (Some(process), _) if process.connected => Standing::Alive,
            (Some(process), _) => {
                process.located.push((from, reference));
                return Vec::new();
            }
            (None, Some(reason)) => Standing::Gone(reason.clone()),
            (None, None) => {
                self.unheard.push((now + UNHEARD, wanted, from, reference));
                return Vec::new();
            }
        };
        vec![Action::Send(from, FromAdmin::Located { reference, standing })]
    }

    fn mourn(
        &mut self,
        from: ProcessId,
        reference: Reference,
        lost: ProcessId,
        now: Duration,
    ) -> Vec<Action> {
        match self.gone.get(&lost) {
            Some(reason) => {
                let standing = Standing::Gone(reason.clone());
                vec![Action::Send(from, FromAdmin::Located { reference, standing })]
            }
            // Its end is about to be heard of here too.
            None => {
                self.unheard.push((now + UNHEARD, lost, from, reference));
                Vec::new()
            }
        }
    }

    /// All actors are to end, within `grace`.
    pub(crate) fn shut_down(&mut self, grace: Duration, now: Duration) -> Vec<Action> {
        if let Some(shutdown) = &mut self.shutdown {
            // Whoever asks later hears when everything is down. Who is in more of a hurry counts.
            shutdown.kill_at = shutdown.kill_at.min(now + grace + LAST_CALL);
            return Vec::new();
        }
        self.shutdown = Some(Shutdown { kill_at: now + grace + LAST_CALL });
        let all = self.processes.iter().filter(|(_, process)| process.connected);
        let mut actions: Vec<_> =
            all.map(|(id, _)| Action::Send(*id, FromAdmin::EndAll { grace })).collect();
        let booked = self.processes.values().flat_map(|process| &process.actors);
        for top in booked.filter(|booked| booked.parent.is_none()) {
            let system = System::Exit(ActorExitRequest::new(), ExitReason::SystemShutdown);
            let say = FromAdmin::Say { target: top.id, system };
            actions.push(Action::Send(top.id.process, say));
        }
        actions.extend(self.finish_if_down());
        actions
    }

    fn finish_if_down(&mut self) -> Vec<Action> {
        if self.shutdown.is_none()
            || self.processes.values().any(|process| process.kind != Kind::Program)
        {
            return Vec::new();
        }
        let last_words = self.processes.keys().map(|id| (*id, FromAdmin::Down)).collect();
        vec![Action::Finish(last_words)]
    }

    fn publish_dead_letters(&self) -> Vec<Action> {
        let handlers = || FromAdmin::DeadLetters(self.dead_letters.clone());
        let connected = self.processes.iter().filter(|(_, process)| process.connected);
        connected.map(|(id, _)| Action::Send(*id, handlers())).collect()
    }

    fn remember(&mut self, id: ProcessId, reason: &ExitReason) {
        if self.gone.insert(id, reason.clone()).is_none() {
            self.gone_order.push_back(id);
        }
        if self.gone_order.len() > REMEMBERED
            && let Some(oldest) = self.gone_order.pop_front()
        {
            self.gone.remove(&oldest);
        }
    }
}

impl Process {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            pid: None,
            connected: false,
            has_left: false,
            attended: true,
            actors: Vec::new(),
            located: Vec::new(),
            queued: Vec::new(),
            last: None,
            exit: None,
        }
    }
}

/// What the directory wants told, to those who asked.
fn answer(told: impl IntoIterator<Item = Told<Waiter>>) -> Vec<Action> {
    let send = |(waiter, claim): Told<Waiter>| match waiter {
        Waiter::Claim(from, reference) => {
            Action::Send(from, FromAdmin::Claimed { reference, result: claim })
        }
        Waiter::Start(from, reference) => {
            let result = claim.and_then(|claim| match claim {
                Claim::Owned(owner) => Ok(owner),
                Claim::New => Err(CreateError::SystemShutdown),
            });
            Action::Send(from, FromAdmin::Started { reference, result })
        }
    };
    told.into_iter().map(send).collect()
}

#[cfg(test)]
mod tests;
