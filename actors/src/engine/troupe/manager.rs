//! The manager: messages go to an idle worker, else to a new one, else they wait in order.

use std::{
    collections::VecDeque,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
};

use tokio::sync::oneshot;

use super::{
    craft::{Arrived, Craft, What},
    jobs::{Form, Task},
    roster::{Hand, Last, Next, Roster},
};
use crate::{
    actor::{
        any::AnyMessage,
        capability::Requirements,
        error::{CreateError, ExitReason, Failure},
        host::{DeadReason, Host},
        id::ActorId,
        options::Placement,
        recipient::AnyAddress,
        registered::{Role, StartRequest},
        reply::AnyReply,
        restart::Restart,
        system::{ActorExitRequest, PoisonMessage, Signal, System},
        troupe::{Job, TroupeCounts, TroupeSettings, TroupeStatus, UpdateTroupeSettings},
    },
    engine::{ending::free_name, throttle::MAX_HOPS},
    queue::mailbox::Taken,
    wire::CodecError,
};

/// The manager of a troupe.
pub(super) struct Manager {
    craft: Craft,
    host: Arc<dyn Host>,
    roster: Roster,
    waiting: VecDeque<Task>,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    handled: u64,
    retried: u64,
    poisoned: u64,
    died: u64,
}

type Told = oneshot::Sender<Result<(), CreateError>>;

/// How a troupe ends.
type End = (ExitReason, bool);

impl Manager {
    pub(super) fn new(craft: Craft, settings: TroupeSettings) -> Self {
        let (host, roster) = (craft.me().host().clone(), Roster::new(settings));
        Self { craft, host, roster, waiting: VecDeque::new(), tally: Tally::default() }
    }

    /// Lives until the troupe is to end; its workers are children that end with it.
    pub(super) async fn live(
        mut self,
        ready: Option<crate::actor::registered::WhenReady>,
    ) -> (Craft, End) {
        let hired = self.hire_first().await;
        let failed = hired.as_ref().err().cloned();
        if let Some(ready) = ready {
            ready(hired);
        }
        let mut arrived = VecDeque::new();
        let (reason, recursive) = match failed {
            Some(error) => (ExitReason::NotStarted(error.to_string()), true),
            None => self.manage(&mut arrived).await,
        };
        free_name(self.craft.me()).await;
        self.close(&reason, recursive, arrived);
        (self.craft, (reason, true))
    }

    pub(super) const fn craft(&self) -> &Craft {
        &self.craft
    }

    /// Makes the first worker at once and waits until it runs: what is wrong with it is told now.
    async fn hire_first(&mut self) -> Result<(), CreateError> {
        let (told, mut built) = oneshot::channel();
        if let Err(error) = self.hire(Some(told)) {
            let actor = self.craft.name().to_owned();
            return Err(CreateError::Arguments { actor, reason: error.to_string() });
        }
        let craft = &mut self.craft;
        poll_fn(move |cx| match Pin::new(&mut built).poll(cx) {
            Poll::Ready(built) => Poll::Ready(built.unwrap_or(Err(CreateError::SystemShutdown))),
            Poll::Pending => craft.poll_stop(cx).map(|()| Err(CreateError::SystemShutdown)),
        })
        .await
    }

    /// Lets its workers work until the troupe is to end; what has arrived then is not handled.
    async fn manage(&mut self, arrived: &mut VecDeque<Arrived>) -> End {
        let mut signals = VecDeque::new();
        loop {
            self.craft.notes().keep(self.waiting.len());
            let taken = self.take(arrived, &mut signals).await;
            let mut end = match taken {
                Some(Taken::Closed) => Some((ExitReason::Requested, true)),
                Some(Taken::Some) => None,
                None => {
                    let gone = self.roster.dismiss();
                    self.ask_to_go(&gone);
                    None
                }
            };
            while let (None, Some(signal)) = (&end, signals.pop_front()) {
                end = self.obey(signal);
            }
            while let (None, Some(one)) = (&end, arrived.pop_front()) {
                end = self.receive(one);
            }
            if let Some(end) = end {
                return end;
            }
        }
    }

    /// Waits for whatever comes; `None` when it is time to dismiss workers.
    async fn take(
        &mut self,
        arrived: &mut VecDeque<Arrived>,
        signals: &mut VecDeque<Signal>,
    ) -> Option<Taken> {
        let executor = self.host.executor().clone();
        let mut dismiss = self.roster.dismiss_at().map(|at| {
            let left = at.saturating_sub(executor.now());
            Box::pin(executor.sleep(left))
        });
        // A full troupe takes no more messages: its own mailbox fills, and senders wait.
        let is_full = self.waiting.len() >= self.craft.room();
        let craft = &mut self.craft;
        poll_fn(|cx| {
            let taken = match is_full {
                true => craft.poll_words(cx, arrived, signals),
                false => craft.poll_take(cx, arrived, signals),
            };
            match &mut dismiss {
                Some(dismiss) if taken.is_pending() => dismiss.as_mut().poll(cx).map(|()| None),
                _ => taken.map(Some),
            }
        })
        .await
    }

    fn obey(&mut self, signal: Signal) -> Option<End> {
        match signal {
            Signal::Watch(watcher) => self.craft.family().add_watcher(watcher),
            Signal::Unwatch(watcher) => self.craft.family().remove_watcher(watcher),
            Signal::WorkerReady(worker) => {
                let next = self.roster.ready(worker);
                self.go_on(worker, next);
            }
            Signal::WorkerDone(worker, job) => self.done(worker, job),
            Signal::Stop(reason) => return Some((reason, true)),
            // Who waits for room here waits for the workers.
            Signal::Probe { origin, hops } if hops < MAX_HOPS => {
                for (worker, _) in self.roster.at_work() {
                    self.host.signal(worker, Signal::Probe { origin, hops: hops + 1 });
                }
            }
            Signal::Expired
            | Signal::Probe { .. }
            | Signal::Status { .. }
            | Signal::Report { .. } => {}
        }
        None
    }

    /// Takes one message, or word of the system.
    fn receive(&mut self, arrived: Arrived) -> Option<End> {
        match arrived.what {
            What::Load(load) => {
                if let Some(request) = load.exit_request() {
                    load.unseal().1.send(&());
                    return Some((ExitReason::Requested, request.is_recursive()));
                }
                self.waiting.push_back(Task::new(arrived.sender, load));
                self.assign();
            }
            What::Foreign(kind, message, reply) => {
                if let Some(kind) = kind {
                    self.craft.notes().hand_on(kind);
                }
                self.hear(message, reply);
            }
            What::Back(job, load) => {
                if let Some(task) = self.roster.work(job) {
                    task.form = Form::Load(load);
                }
            }
            What::System(System::ChildExited(worker, reason)) => {
                if self.craft.family().remove_child(worker) {
                    self.lose(worker, &reason);
                }
            }
            What::System(System::Exit(request, reason)) => {
                return Some((reason, request.is_recursive()));
            }
            What::System(_) => {}
        }
        None
    }

    /// Hears what is said to the manager itself.
    fn hear(&mut self, message: AnyMessage, reply: AnyReply) {
        let message = match message.take::<UpdateTroupeSettings>() {
            Ok(UpdateTroupeSettings { max, idle }) => {
                let settings = TroupeSettings::checked(max, idle);
                match settings {
                    Ok(settings) => self.resize(settings),
                    Err(error) => tracing::warn!(actor = self.craft.name(), %error, "not resized"),
                }
                return reply.send(&settings);
            }
            Err(message) => message,
        };
        let message = match message.take::<TroupeStatus>() {
            Ok(TroupeStatus) => return reply.send(&self.counts()),
            Err(message) => message,
        };
        let name = message.name().into_owned();
        reply.fail(Failure::Unhandled { message: name, actor: self.craft.name().to_owned() });
        self.host.dead_letter(self.craft.id(), message, DeadReason::Unhandled);
    }

    fn resize(&mut self, settings: TroupeSettings) {
        self.roster.settings = settings;
        let gone = self.roster.shrink();
        self.ask_to_go(&gone);
        self.assign();
    }

    #[expect(clippy::cast_possible_truncation, reason = "fewer workers and messages than 2^32")]
    fn counts(&self) -> TroupeCounts {
        let (workers, idle) = self.roster.count();
        TroupeCounts {
            settings: self.roster.settings,
            workers: workers as u32,
            idle: idle as u32,
            busy: self.roster.at_work().count() as u32,
            waiting: self.waiting.len() as u32,
            handled: self.tally.handled,
            retried: self.tally.retried,
            poisoned: self.tally.poisoned,
            died: self.tally.died,
        }
    }

    /// Gives waiting messages to idle workers, and makes new ones as long as there may be more.
    fn assign(&mut self) {
        while !self.waiting.is_empty() {
            if let Some((worker, here)) = self.roster.next_idle() {
                if let Some(task) = self.waiting.pop_front() {
                    self.give(worker, here, task);
                }
                continue;
            }
            if !self.roster.wants_more(self.waiting.len()) {
                break;
            }
            if let Err(error) = self.hire(None) {
                tracing::error!(actor = self.craft.name(), %error, "no worker");
                break;
            }
        }
        self.roster.look(self.host.executor().now());
    }

    fn give(&mut self, worker: ActorId, here: Option<Hand>, mut task: Task) {
        let job = self.roster.next_job();
        // However many workers have it.
        if let Some(kind) = task.uncounted.take() {
            self.craft.notes().hand_on(kind);
        }
        match (here, task.form) {
            (Some(here), Form::Load(load)) => {
                match load.give(&*here, job, task.sender) {
                    Ok(()) => {
                        task.form = Form::Away;
                        task.tries += 1;
                        self.roster.busy(worker, job, task);
                    }
                    Err(load) => {
                        // It has just ended, and its end is about to be told.
                        self.roster.leaving(worker);
                        task.form = Form::Load(load);
                        self.waiting.push_front(task);
                    }
                }
            }
            (_, form) => {
                task.form = form;
                match task.errand(job, worker, &*self.host) {
                    Ok(errand) => {
                        task.tries += 1;
                        self.host.say(worker, System::Work(errand));
                        self.roster.busy(worker, job, task);
                    }
                    Err(error) => {
                        tracing::error!(actor = self.craft.name(), %error, "not given to a worker");
                        let id = self.craft.id();
                        self.roster.busy(worker, job, task);
                        self.host.signal(id, Signal::WorkerDone(worker, job));
                    }
                }
            }
        }
    }

    /// Makes a worker. `told` learns whether it runs.
    fn hire(&mut self, told: Option<Told>) -> Result<(), CodecError> {
        let me = self.craft.id();
        let host = self.host.clone();
        let placement = self.craft.placement();
        if host.is_here(placement) {
            let id = host.reserve();
            let manager = host.clone();
            let here = self.craft.hire(
                id,
                Box::new(move |result: Result<(), CreateError>| {
                    if result.is_ok() {
                        manager.signal(me, Signal::WorkerReady(id));
                    }
                    tell(told, result);
                }),
            );
            self.craft.family().add_child(id);
            self.roster.add(id, Some(here));
            return Ok(());
        }
        let args = self.craft.encode_args()?;
        let id = host.reserve_elsewhere(placement);
        self.craft.family().add_child(id);
        self.roster.add(id, None);
        let request = StartRequest {
            id,
            actor: self.craft.name().to_owned(),
            args,
            parent: Some(me),
            named: None,
            group: match placement {
                Placement::Group(group) => Some(group.to_owned()),
                Placement::Own | Placement::Creator => None,
            },
            requirements: Requirements::default(),
            role: Role::Worker,
            restart: Restart::never(),
        };
        let manager = host.clone();
        let ready = Box::new(move |result: Result<ActorId, CreateError>| {
            match &result {
                Ok(_) => manager.signal(me, Signal::WorkerReady(id)),
                Err(error) => {
                    let reason = ExitReason::NotStarted(error.to_string());
                    manager.say(me, System::ChildExited(id, reason));
                }
            }
            tell(told, result.map(drop));
        });
        host.start_elsewhere(request, ready);
        Ok(())
    }

    /// A worker is done with what it had.
    fn done(&mut self, worker: ActorId, job: Job) {
        let Some((task, next)) = self.roster.done(worker, job) else { return };
        self.tally.handled += 1;
        task.release();
        self.go_on(worker, next);
    }

    fn go_on(&mut self, worker: ActorId, next: Next) {
        if next == Next::Leaves {
            self.ask_to_go(&[worker]);
        }
        self.assign();
    }

    /// A worker has ended. What it had goes to another, if it may.
    fn lose(&mut self, worker: ActorId, reason: &ExitReason) {
        match self.roster.remove(worker) {
            Last::Work(task) => {
                self.tally.died += 1;
                self.try_again(task, reason);
            }
            Last::Starting => self.not_hired(reason),
            Last::Nothing => {}
        }
        self.assign();
    }

    fn try_again(&mut self, task: Task, reason: &ExitReason) {
        if !task.is_open() {
            return;
        }
        if task.may_be_tried() {
            self.tally.retried += 1;
            self.waiting.push_front(task);
            return;
        }
        self.tally.poisoned += 1;
        self.host.counters().poisoned();
        let why = format!("its workers died of it, the last one so: {reason}");
        let sender = task.sender;
        let (message, reply) = task.unseal();
        let asked = reply.is_awaited();
        reply.fail(Failure::Poisoned(why.clone()));
        // An asker hears of it by the answer.
        let (false, Some(sender), Some(message)) = (asked, sender, message) else { return };
        let address = AnyAddress::new(self.craft.id(), self.host.clone());
        let poison = PoisonMessage { message, address, panic: why };
        self.host.say(sender, System::Poison(poison));
    }

    /// A worker could not be made. With nobody else there, the message that waits longest is given
    /// up after a while: the troupe does not try for ever.
    fn not_hired(&mut self, reason: &ExitReason) {
        tracing::error!(actor = self.craft.name(), %reason, "no worker");
        if self.roster.has_hands() {
            return;
        }
        let Some(mut task) = self.waiting.pop_front() else { return };
        task.tries += 1;
        if task.may_be_tried() {
            self.waiting.push_front(task);
        } else {
            self.bury(task, reason);
        }
    }

    fn ask_to_go(&self, workers: &[ActorId]) {
        for worker in workers {
            let request = System::Exit(ActorExitRequest::new(), ExitReason::Requested);
            self.host.say(*worker, request);
        }
    }

    /// The troupe ends: what waits is reported, and workers answer for themselves.
    fn close(&mut self, reason: &ExitReason, recursive: bool, arrived: VecDeque<Arrived>) {
        for (_, task) in self.roster.at_work() {
            task.release();
        }
        if !recursive {
            // Their own children are spared; they themselves are not.
            for worker in self.roster.all() {
                let request = ActorExitRequest::not_recursive();
                self.host.say(worker, System::Exit(request, ExitReason::Requested));
            }
        }
        let waiting = std::mem::take(&mut self.waiting);
        for task in waiting {
            self.bury(task, reason);
        }
        for one in arrived {
            match one.what {
                What::Load(load) | What::Back(_, load) => {
                    self.bury(Task::new(one.sender, load), reason);
                }
                What::Foreign(_, _, reply) => reply.fail(Failure::Ended(reason.clone())),
                What::System(System::ChildExited(worker, _)) => {
                    self.craft.family().remove_child(worker);
                }
                What::System(_) => {}
            }
        }
    }

    fn bury(&self, task: Task, reason: &ExitReason) {
        let (message, reply) = task.unseal();
        reply.fail(Failure::Ended(reason.clone()));
        if let Some(message) = message {
            let reason = DeadReason::Ended(reason.clone());
            self.host.dead_letter(self.craft.id(), message, reason);
        }
    }
}

/// Tells one who waits; one who gave up does not need to know.
fn tell(told: Option<Told>, result: Result<(), CreateError>) {
    if let Some(told) = told {
        let _ = told.send(result);
    }
}
