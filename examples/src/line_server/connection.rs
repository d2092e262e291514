//! The connections: an actor at the door, and one for each client that it let in.
//!
//! Sockets stay in the process of the door, and so do the actors that have them.

use std::{io, sync::Arc, time::Duration};

use actors::{StreamEnded, prelude::*};
use futures_util::stream;
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream, tcp::OwnedWriteHalf},
    time::timeout,
};
use tokio_util::codec::FramedRead;

use super::{
    command::{Command, Lines, Mistake},
    server::{Add, Connected, Disconnected, Heard, Server, Total},
};

/// How many clients there may be at once.
pub const MOST: usize = 32;

/// How long a client may leave an answer unread.
const PATIENCE: Duration = Duration::from_secs(5);

/// The pause after a connection that could not be taken, since the next can't be either.
const PAUSE: Duration = Duration::from_secs(1);

/// Lets clients in.
#[derive(Debug)]
pub struct Door {
    server: Address<Server>,
    listener: Option<Arc<TcpListener>>,
    open: usize,
}

/// Where clients come in.
#[message(local)]
#[derive(Debug)]
pub struct Open(pub TcpListener);

/// A client at the door.
#[message(local)]
struct Accepted(io::Result<TcpStream>);

/// The pause is over.
#[message]
struct GoOn;

#[actor(process = "creator")]
impl Door {
    #[init]
    fn new(server: Address<Server>) -> Self {
        Self { server, listener: None, open: 0 }
    }

    #[handler]
    fn open(&mut self, Open(listener): Open, ctx: &mut Context<Self>) {
        self.listener = Some(Arc::new(listener));
        self.listen(ctx);
    }

    /// From here on each connection comes as a message. No handler waits for one.
    fn listen(&self, ctx: &mut Context<Self>) {
        let Some(listener) = self.listener.clone() else { return };
        let accepts = stream::unfold(Some(listener), |listener| async {
            let listener = listener?;
            let accepted = listener.accept().await;
            // After an error the stream is at its end.
            let listener = accepted.is_ok().then_some(listener);
            Some((accepted.map(|(stream, _)| stream), listener))
        });
        ctx.attach_stream(accepts, Accepted);
    }

    #[handler]
    fn accepted(&mut self, Accepted(accepted): Accepted, ctx: &mut Context<Self>) {
        match accepted {
            // It fits into what the system keeps for a new connection, so nobody waits for it.
            Ok(stream) if self.open == MOST => drop(stream.try_write(b"come back later\n")),
            Ok(stream) => {
                self.open += 1;
                let connection = ctx.spawn::<Connection>(self.server.clone());
                ctx.send(&connection, Serve(stream));
            }
            Err(error) => {
                tracing::warn!(%error, "no connection");
                ctx.wakeup_after(PAUSE, GoOn);
            }
        }
    }

    #[handler]
    fn go_on(&mut self, _: WakeupMessage<GoOn>, ctx: &mut Context<Self>) {
        self.listen(ctx);
    }

    #[handler]
    fn connection_ended(&mut self, _: ChildActorExited, ctx: &mut Context<Self>) {
        self.open -= 1;
        ctx.send(&self.server, Disconnected);
    }
}

/// Serves one client.
#[derive(Debug)]
struct Connection {
    server: Address<Server>,
    out: Option<OwnedWriteHalf>,
}

/// The client.
#[message(local)]
struct Serve(TcpStream);

/// What the client wrote.
#[message(local)]
struct Line(io::Result<Result<Command, Mistake>>);

#[actor(process = "creator", on_panic = "stop")]
impl Connection {
    #[init]
    fn new(server: Address<Server>) -> Self {
        Self { server, out: None }
    }

    #[handler]
    async fn serve(&mut self, Serve(stream): Serve, ctx: &mut Context<Self>) {
        let (read, write) = stream.into_split();
        self.out = Some(write);
        if self.greet().await.is_err() {
            return ctx.exit();
        }
        ctx.attach_stream(FramedRead::new(read, Lines::default()), Line);
    }

    #[handler]
    async fn line(&mut self, Line(line): Line, ctx: &mut Context<Self>) {
        let quits = matches!(line, Ok(Ok(Command::Quit)));
        let answered = self.answer(line).await;
        if quits || answered.is_err() {
            ctx.exit();
        }
    }

    #[handler]
    fn client_gone(&mut self, _: StreamEnded, ctx: &mut Context<Self>) {
        ctx.exit();
    }
}

impl Connection {
    async fn greet(&mut self) -> actors::Result {
        let number = self.server.ask(Connected).await?;
        self.write(&format!("hello, you are client {number}")).await
    }

    async fn answer(&mut self, line: io::Result<Result<Command, Mistake>>) -> actors::Result {
        let command = line?;
        self.server.ask(Heard).await?;
        let answer = match command {
            Ok(Command::Add(number)) => match self.server.ask(Add(number)).await {
                Ok(total) => format!("the total is {total}"),
                Err(AskError::Handler(why)) => why.to_string(),
                Err(error) => return Err(error.into()),
            },
            Ok(Command::Total) => format!("the total is {}", self.server.ask(Total).await?),
            Ok(Command::Quit) => "goodbye".to_owned(),
            Err(mistake) => mistake.to_string(),
        };
        self.write(&answer).await
    }

    /// Waits for a client that does not read, and for nobody else: this actor is its alone.
    async fn write(&mut self, answer: &str) -> actors::Result {
        let Some(out) = &mut self.out else { return Ok(()) };
        let line = format!("{answer}\n");
        timeout(PATIENCE, out.write_all(line.as_bytes())).await.map_err(io::Error::from)??;
        Ok(())
    }
}
