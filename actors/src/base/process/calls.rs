//! What a process asks of its admin, and what the admin says to it.

use std::{
    collections::HashMap,
    io::{self, Write},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::sync::oneshot;

use super::{
    network::{Booked, Network, Stage},
    sys::Watched,
};
use crate::{
    actor::{
        error::{CreateError, ExitReason},
        host::{Claim, Host, WhenStarted},
        id::ProcessId,
        registered::{self, StartRequest},
        system::System,
    },
    protocol::admin::{FromAdmin, Printed, ProcessStatus, Reference, Standing, ToAdmin},
    queue::lock,
    transport::link::Leave,
    wire::{codec, frame::Frame},
};

/// How long an admin that has closed its connections may take to end.
const LAST_MOMENT_MS: i32 = 1000;

/// What waits for a word of the admin.
#[derive(Default)]
pub(super) struct Calls {
    pub(super) next: Reference,
    pub(super) waiting: HashMap<Reference, Call>,
    /// Whether the admin is gone, and nobody will answer.
    pub(super) over: bool,
}

pub(super) enum Call {
    Start(WhenStarted),
    Claim(oneshot::Sender<Result<Claim, CreateError>>),
    Locate(oneshot::Sender<Standing>),
    Status(oneshot::Sender<(Vec<ProcessStatus>, Duration)>),
    /// A word that is just to be answered.
    Done(oneshot::Sender<()>),
}

impl Call {
    /// Tells who waits that there will be no answer; most hear it by the drop alone.
    pub(super) fn give_up(self) {
        if let Self::Start(ready) = self {
            ready(Err(CreateError::SystemShutdown));
        }
    }
}

impl Network {
    /// Asks the admin where a process stands.
    pub(super) async fn locate(&self, process: ProcessId) -> Standing {
        let (answer, standing) = oneshot::channel();
        let call = |reference| ToAdmin::Locate { reference, process };
        self.call(Call::Locate(answer), call);
        standing.await.unwrap_or(Standing::Gone(ExitReason::Gone))
    }

    /// The processes of the system, and for how long it has run.
    pub(crate) async fn status(&self) -> Option<(Vec<ProcessStatus>, Duration)> {
        let (answer, status) = oneshot::channel();
        self.call(Call::Status(answer), |reference| ToAdmin::Status { reference });
        status.await.ok()
    }

    /// Waits until what was sent has left, and what was printed has been shown.
    pub(super) async fn settled(&self) {
        self.flush_log().await;
        self.flushed().await;
        let (answer, done) = oneshot::channel();
        self.call(Call::Done(answer), |reference| ToAdmin::Settle { reference });
        // A system that is over has nothing more to show.
        let _ = done.await;
    }

    /// Ends the system. Ready when nothing of it is left but this process.
    pub(crate) async fn shutdown(&self, grace: Duration) {
        self.flush_log().await;
        let mut stage = self.stage.subscribe();
        let admin = self.admin_pid.get().and_then(|pid| Watched::new(*pid));
        self.tell_admin(&ToAdmin::Shutdown { grace });
        // The sender lives as long as this network.
        let _ = stage.wait_for(|stage| *stage == Stage::Over).await;
        if let Some(admin) = admin {
            // Its connections end a moment before it does.
            let _ = tokio::task::spawn_blocking(move || admin.wait(LAST_MOMENT_MS)).await;
        }
        if let Some(log) = self.log.get() {
            log.flush().await;
            log.end();
        }
    }

    /// Lets leave what was logged.
    async fn flush_log(&self) {
        if let Some(log) = self.log.get() {
            log.flush().await;
        }
    }

    /// Waits until this process knows what holds in the system. `false` when the admin is gone.
    pub(super) async fn joined(&self) -> bool {
        let mut stage = self.stage.subscribe();
        let known = stage.wait_for(|stage| *stage != Stage::Joining).await;
        known.is_ok_and(|stage| *stage == Stage::Joined)
    }

    pub(super) fn call(&self, call: Call, ask: impl FnOnce(Reference) -> ToAdmin) {
        let reference = {
            let mut calls = lock(&self.calls);
            if calls.over {
                drop(calls);
                return call.give_up();
            }
            calls.next += 1;
            let reference = calls.next;
            calls.waiting.insert(reference, call);
            reference
        };
        self.tell_admin(&ask(reference));
    }

    pub(super) fn tell_admin(&self, word: &ToAdmin) {
        let mut body = Vec::new();
        match codec::write("ToAdmin", word, &mut body) {
            Ok(()) => _ = self.admin.send(Leave::Now, |out| Frame::Admin(&body).write(out)),
            Err(error) => tracing::error!(%error, "not told to the admin"),
        }
    }

    /// Takes a word of the admin.
    pub(super) fn hear(self: &Arc<Self>, word: FromAdmin) {
        let Some(node) = self.node() else { return };
        match word {
            FromAdmin::Welcome { capabilities, dead_letters } => {
                let before =
                    std::mem::replace(&mut *lock(&self.capabilities), capabilities.clone());
                // They may have changed while this process was on its way.
                if before != capabilities {
                    node.check_capabilities();
                }
                node.set_dead_letter_handlers(dead_letters);
                self.stage.send_replace(Stage::Joined);
            }
            FromAdmin::Capabilities(capabilities) => {
                *lock(&self.capabilities) = capabilities;
                node.check_capabilities();
            }
            FromAdmin::DeadLetters(handlers) => node.set_dead_letter_handlers(handlers),
            FromAdmin::Say { target, system } => {
                if let System::ChildExited(child, reason) = &system {
                    // So that what is sent there from now on is known to be dead.
                    if child.index == 0 {
                        self.lose_unless_read(child.process, reason);
                    }
                }
                node.say(target, system);
            }
            FromAdmin::StartHere(request) => self.start_here(*request),
            FromAdmin::Output(printed, bytes) => print(printed, &bytes),
            FromAdmin::EndAll { grace } => {
                self.runtime.spawn(async move { node.end_all(grace).await });
            }
            FromAdmin::Down => self.down.store(true, Ordering::SeqCst),
            FromAdmin::Started { reference, result } => {
                if let Some(Call::Start(ready)) = self.answered(reference) {
                    ready(result);
                }
            }
            FromAdmin::Claimed { reference, result } => {
                if let Some(Call::Claim(claim)) = self.answered(reference) {
                    let _ = claim.send(result);
                }
            }
            FromAdmin::Done { reference } => {
                if let Some(Call::Done(done)) = self.answered(reference) {
                    let _ = done.send(());
                }
            }
            FromAdmin::Located { reference, standing } => {
                if let Some(Call::Locate(located)) = self.answered(reference) {
                    let _ = located.send(standing);
                }
            }
            FromAdmin::Status { reference, processes, uptime } => {
                if let Some(Call::Status(status)) = self.answered(reference) {
                    let _ = status.send((processes, uptime));
                }
            }
        }
    }

    fn answered(&self, reference: Reference) -> Option<Call> {
        lock(&self.calls).waiting.remove(&reference)
    }

    /// Starts an actor in this process for another.
    pub(super) fn start_here(self: &Arc<Self>, request: StartRequest) {
        let Some(node) = self.node() else { return };
        let id = request.id;
        lock(&self.booked).push(Booked { id, named: request.named.is_some() });
        let network = self.clone();
        let ready = Box::new(move |result: Result<(), CreateError>| {
            if let Err(error) = &result {
                lock(&network.booked).retain(|booked| booked.id != id);
                *lock(&network.last) = Some(ExitReason::NotStarted(error.to_string()));
            }
            network.tell_admin(&ToAdmin::Started { id, result });
        });
        match registered::find(&request.actor) {
            Some(registered) => (registered.start)(&node.host(), request, ready),
            None => {
                let executable = self.executable.path.clone();
                ready(Err(CreateError::Unknown { actor: request.actor, executable }));
            }
        }
    }
}

/// Shows what actors printed where this program prints.
fn print(printed: Printed, bytes: &[u8]) {
    // Where nothing can be printed, nothing is.
    let _ = match printed {
        Printed::Out => {
            let mut out = io::stdout().lock();
            out.write_all(bytes).and_then(|()| out.flush())
        }
        Printed::Error => io::stderr().lock().write_all(bytes),
    };
}
