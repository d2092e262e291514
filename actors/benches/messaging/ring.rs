//! One message that goes round in a ring: of many, or of two.

use actors::prelude::*;
use tokio::sync::{mpsc, oneshot};

use super::{
    actor::{Word, down, threads},
    gauge::{Gauge, Scale, on_workers},
    local::CAPACITY,
};

const MANY: u64 = 1000;
const HOPS: u64 = 1_000_000;
const ROUND_TRIPS: u64 = 500_000;

/// Who comes next.
#[message]
struct Next(Address<Node>);

/// Sends a word round for so many hops; the answer comes when it is back.
#[message]
struct Round(u64);

/// One of the ring.
#[derive(Default)]
struct Node {
    next: Option<Address<Self>>,
    back: Option<ReplyTo<u64>>,
}

#[actor]
impl Node {
    #[handler(retry = false)]
    fn next(&mut self, Next(next): Next) {
        self.next = Some(next);
    }

    #[handler]
    fn round(&mut self, &Round(hops): &Round, back: ReplyTo<u64>, ctx: &mut Context<Self>) {
        self.back = Some(back);
        self.pass(hops, ctx);
    }

    #[handler]
    fn word(&mut self, word: &Word, ctx: &mut Context<Self>) {
        match word.number {
            0 => self.back.take().expect("it comes back to where it started").send(0),
            left => self.pass(left, ctx),
        }
    }

    fn pass(&self, left: u64, ctx: &mut Context<Self>) {
        ctx.send(self.next.as_ref().expect("the ring is closed"), Word::new(left - 1));
    }
}

/// Hops a second.
async fn with_actors(size: u64, hops: u64) -> f64 {
    let system = threads().await;
    let mut nodes = Vec::new();
    for _ in 0..size {
        nodes.push(system.create::<Node>(()).await.expect("an actor"));
    }
    for (node, next) in nodes.iter().zip(nodes.iter().cycle().skip(1)) {
        node.ask(Next(next.clone())).await.expect("linked");
    }
    let gauge = Gauge::start(hops);
    nodes[0].ask(Round(hops)).await.expect("a word that comes back");
    let rate = gauge.rate();
    down(system).await;
    rate
}

/// Hops a second.
async fn by_hand(size: u64, hops: u64) -> f64 {
    let (senders, receivers): (Vec<_>, Vec<_>) =
        (0..size).map(|_| mpsc::channel::<Word>(CAPACITY)).unzip();
    let (back, is_back) = oneshot::channel();
    let mut back = Some(back);
    for (at, mut receiver) in receivers.into_iter().enumerate() {
        let next = senders[(at + 1) % senders.len()].clone();
        let mut back = back.take();
        tokio::spawn(async move {
            while let Some(word) = receiver.recv().await {
                match word.number {
                    0 => {
                        let back = back.take().expect("it comes back to where it started");
                        return back.send(()).expect("it is waited for");
                    }
                    // The one who got the last word is gone.
                    left => _ = next.send(Word::new(left - 1)).await,
                }
            }
        });
    }
    let gauge = Gauge::start(hops);
    senders[0].send(Word::new(hops)).await.expect("told");
    is_back.await.expect("a word that comes back");
    gauge.rate()
}

pub(crate) fn ring_floor(scale: Scale) -> Vec<f64> {
    let hops = scale.of(HOPS, MANY);
    on_workers(async move { vec![by_hand(MANY, hops).await] })
}

pub(crate) fn ring_actors(scale: Scale) -> Vec<f64> {
    let hops = scale.of(HOPS, MANY);
    on_workers(async move { vec![with_actors(MANY, hops).await] })
}

pub(crate) fn pingpong_floor(scale: Scale) -> Vec<f64> {
    let hops = 2 * scale.of(ROUND_TRIPS, 1);
    on_workers(async move { vec![by_hand(2, hops).await / 2.0] })
}

pub(crate) fn pingpong_actors(scale: Scale) -> Vec<f64> {
    let hops = 2 * scale.of(ROUND_TRIPS, 1);
    on_workers(async move { vec![with_actors(2, hops).await / 2.0] })
}
