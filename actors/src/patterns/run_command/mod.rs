//! External programs as actors: started, fed, watched, limited, and never left behind.

use std::{
    collections::VecDeque,
    fmt,
    future::Future,
    pin::pin,
    sync::{Arc, mpsc},
    task::{Context as Task, Poll, Wake, Waker},
    thread::{self, Thread},
};

pub use self::command::{
    Captured, Command, CommandError, CommandOutput, CommandResult, CommandStatus, Stream,
};
use self::{
    command::Listener,
    program::{Event, Leash, Report},
};
use crate::{Address, Context, ReplyTo, TryTellError, actor, message};

mod command;
mod program;
mod sys;

/// The most commands that wait for their turn.
const WAITING: usize = 1024;

/// How many pieces of output wait where the actor itself waits for the program.
const PIECES: usize = 16;

/// Runs programs, one at a time: ask it a [`Command`], and the answer is what came of it.
///
/// Commands that come while one runs wait for their turn. When the actor ends, so does its
/// program, with all processes of its group; when the actor's process is killed, the operating
/// system kills the program. The actor lives in its creator's process. On the simple base the
/// program runs to its end before anything else happens, in real time.
///
/// ```
/// use actors::{
///     patterns::run_command::{Command, RunCommand},
///     prelude::*,
/// };
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let runner = system.create::<RunCommand>(()).await?;
/// let sorted = runner.ask(Command::new("sort").arg("-u").input("b\na\nb\n")).await?;
/// assert!(sorted.is_success());
/// assert_eq!(sorted.stdout.text(), "a\nb\n");
/// system.shutdown().await
/// # }
/// ```
#[derive(Default)]
pub struct RunCommand {
    running: Option<Running>,
    waiting: VecDeque<(Command, ReplyTo<Answer>)>,
}

/// Kills the program that a [`RunCommand`] runs now. The answer is whether there was one.
#[message(name = "actors.StopCommand")]
#[derive(Copy)]
pub struct StopCommand;

type Answer = Result<CommandResult, CommandError>;

struct Running {
    leash: Leash,
    listener: Option<Listener>,
    reply: ReplyTo<Answer>,
}

/// What a thread of the program tells the actor.
#[message(local)]
struct Happened(Event);

#[actor(process = "creator")]
impl RunCommand {
    #[handler(retry = false)]
    fn run(
        &mut self,
        command: Command,
        reply: ReplyTo<Result<CommandResult, CommandError>>,
        ctx: &mut Context<Self>,
    ) {
        if self.running.is_none() {
            self.start(command, reply, ctx);
        } else if self.waiting.len() < WAITING {
            self.waiting.push_back((command, reply));
        } else {
            reply.send(Err(CommandError::Busy));
        }
    }

    #[handler]
    fn stop(&mut self, _: StopCommand) -> bool {
        self.running.as_ref().map(|running| running.leash.stop()).is_some()
    }

    #[handler(retry = false)]
    fn happened(&mut self, Happened(event): Happened, ctx: &mut Context<Self>) {
        match event {
            Event::Printed(stream, bytes) => {
                let listener = self.running.as_ref().and_then(|running| running.listener.as_ref());
                send_on(listener, stream, bytes, ctx);
            }
            Event::Ended(result) => {
                if let Some(running) = self.running.take() {
                    running.reply.send(result);
                }
                if let Some((command, reply)) = self.waiting.pop_front() {
                    self.start(command, reply, ctx);
                }
            }
        }
    }

    fn start(&mut self, command: Command, reply: ReplyTo<Answer>, ctx: &mut Context<Self>) {
        tracing::debug!(program = command.program, "runs");
        if ctx.clock().is_virtual() {
            reply.send(run_through(command, ctx));
            return;
        }
        let listener = command.listener.clone();
        let me = ctx.address();
        let report: Report = Arc::new(move |event| tell(&me, Happened(event)));
        let leash = program::start(command, report);
        self.running = Some(Running { leash, listener, reply });
    }
}

/// Runs a program to its end. Virtual time stands still meanwhile.
fn run_through(command: Command, ctx: &mut Context<RunCommand>) -> Answer {
    let listener = command.listener.clone();
    let (events, happened) = mpsc::sync_channel(PIECES);
    let report: Report = Arc::new(move |event| events.send(event).map_err(drop));
    let _leash = program::start(command, report);
    for event in happened {
        match event {
            Event::Printed(stream, bytes) => send_on(listener.as_ref(), stream, bytes, ctx),
            Event::Ended(result) => return result,
        }
    }
    Err(CommandError::Ended)
}

fn send_on(
    listener: Option<&Listener>,
    stream: Stream,
    bytes: Vec<u8>,
    ctx: &mut Context<RunCommand>,
) {
    if let Some(Listener::Lines(recipient) | Listener::Chunks(recipient)) = listener {
        ctx.send(recipient, CommandOutput { stream, bytes });
    }
}

/// Tells the actor from a thread; while its mailbox is full the thread waits.
fn tell(actor: &Address<RunCommand>, happened: Happened) -> Result<(), ()> {
    match actor.try_tell(happened) {
        Ok(()) => Ok(()),
        Err(TryTellError::Full(happened)) => wait(actor.tell(happened)).map_err(drop),
        Err(_) => Err(()),
    }
}

/// Waits for a future in a thread of its own.
fn wait<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Task::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

impl Drop for RunCommand {
    fn drop(&mut self) {
        let running = self.running.take().map(|running| running.reply);
        let waiting = self.waiting.drain(..).map(|(_, reply)| reply);
        for reply in running.into_iter().chain(waiting) {
            reply.send(Err(CommandError::Ended));
        }
    }
}

impl fmt::Debug for RunCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunCommand")
            .field("runs", &self.running.is_some())
            .field("waiting", &self.waiting.len())
            .finish()
    }
}
