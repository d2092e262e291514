//! The server: it has the total, knows how many clients there are, and answers other actors and
//! the world outside as any actor does.

use std::{fmt, io, net::SocketAddr};

use actors::prelude::*;
use tokio::net::TcpListener;

use super::connection::{Door, Open};

/// Adds up what its clients send.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    total: i64,
    served: Served,
    waiting: Vec<(u64, ReplyTo<()>)>,
}

/// Asks where the server listens.
#[message]
pub struct Where;

/// Asks what has been served.
#[message]
pub struct Status;

/// What has been served.
#[message]
#[derive(Copy, Default)]
pub struct Served {
    /// How many clients are connected.
    pub connected: u64,
    /// How many have been.
    pub gone: u64,
    /// How many lines have come.
    pub lines: u64,
}

/// Answered when so many clients have come and gone.
#[message]
pub struct Gone(pub u64);

/// Adds to the total; the answer is the new one.
#[message]
pub struct Add(pub i64);

/// The number is too much for the total, which is as it was.
#[message]
pub struct TooMuch;

/// Asks for the total.
#[message]
pub struct Total;

/// A client is here; it gets a number.
#[message]
pub(super) struct Connected;

/// A line was read.
#[message]
pub(super) struct Heard;

/// A client is gone.
#[message]
pub(super) struct Disconnected;

#[actor]
impl Server {
    #[init]
    async fn new(address: SocketAddr, ctx: &mut Context<Self>) -> Result<Self, io::Error> {
        let listener = TcpListener::bind(address).await.map_err(|error| {
            io::Error::new(error.kind(), format!("can't listen on {address}: {error}"))
        })?;
        let address = listener.local_addr()?;
        let door = ctx.spawn::<Door>(ctx.address());
        ctx.send(&door, Open(listener));
        Ok(Self { address, total: 0, served: Served::default(), waiting: Vec::new() })
    }

    #[handler]
    fn tell_where(&self, _: Where) -> SocketAddr {
        self.address
    }

    #[handler]
    fn status(&self, _: Status) -> Served {
        self.served
    }

    #[handler]
    fn gone(&mut self, Gone(clients): Gone, reply: ReplyTo<()>) {
        self.waiting.push((clients, reply));
        self.tell_waiting();
    }

    #[handler]
    fn add(&mut self, Add(number): Add) -> Result<i64, TooMuch> {
        self.total = self.total.checked_add(number).ok_or(TooMuch)?;
        Ok(self.total)
    }

    #[handler]
    fn total(&self, _: Total) -> i64 {
        self.total
    }

    #[handler]
    fn connected(&mut self, _: Connected) -> u64 {
        self.served.connected += 1;
        self.served.connected + self.served.gone
    }

    #[handler]
    fn heard(&mut self, _: Heard) {
        self.served.lines += 1;
    }

    #[handler]
    fn disconnected(&mut self, _: Disconnected) {
        self.served.connected -= 1;
        self.served.gone += 1;
        self.tell_waiting();
    }
}

impl Server {
    fn tell_waiting(&mut self) {
        let gone = self.served.gone;
        for (_, reply) in self.waiting.extract_if(.., |(clients, _)| *clients <= gone) {
            reply.send(());
        }
    }
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("that is more than the total can be")
    }
}
