//! A troupe at work: the same eight numbers for one actor and for a troupe of ten, in a row and
//! all at once.
//!
//! In a row a troupe has no use: there is never more than one thing to do. All at once it takes as
//! many cores as there are; on the bases with processes each of its workers is a process.
#![expect(clippy::print_stdout, reason = "the numbers and the times are what the program is for")]

use std::time::Instant;

use actors::prelude::*;
use actors_examples::options::Options;
use clap::Parser as _;
use futures_util::{StreamExt as _, stream::FuturesUnordered};

/// What is asked for. The larger ones take a while, some of them longer than others.
const INPUTS: [u32; 8] = [10, 20, 35, 15, 35, 34, 33, 36];

/// Asks for a Fibonacci number.
#[message]
struct Number(u32);

/// Has one thing to do at a time.
#[derive(Default)]
struct Fibonacci;

#[actor]
impl Fibonacci {
    #[handler]
    fn number(&self, Number(n): Number) -> u64 {
        fibonacci(n)
    }
}

/// The same, with up to ten workers behind its address.
#[derive(Default)]
struct FibonacciTroupe;

#[actor]
#[troupe(max = 10, idle = 2)]
impl FibonacciTroupe {
    #[handler]
    fn number(&self, Number(n): Number) -> u64 {
        fibonacci(n)
    }
}

/// As slow as can be: the work.
fn fibonacci(n: u32) -> u64 {
    if n <= 2 { 1 } else { fibonacci(n - 1) + fibonacci(n - 2) }
}

#[actors::main]
async fn main() -> actors::Result {
    Options::parse().run(run).await
}

async fn run(system: &ActorSystem) -> actors::Result {
    let one = system.create::<Fibonacci>(()).await?;
    let troupe = system.create::<FibonacciTroupe>(()).await?;

    println!("one actor, in a row");
    in_a_row(async |n| one.ask(Number(n)).await).await?;
    println!("one actor, all at once");
    all_at_once(async |n| one.ask(Number(n)).await).await?;
    println!("a troupe, in a row");
    in_a_row(async |n| troupe.ask(Number(n)).await).await?;
    println!("a troupe, all at once");
    all_at_once(async |n| troupe.ask(Number(n)).await).await
}

/// Asks for the next number when the one before has come.
async fn in_a_row(ask: impl AsyncFn(u32) -> Result<u64, AskError>) -> actors::Result {
    let start = Instant::now();
    for n in INPUTS {
        show(n, ask(n).await?, start);
    }
    Ok(())
}

/// Asks for all numbers, and shows each when it comes: the small ones need not wait for the large.
async fn all_at_once(ask: impl AsyncFn(u32) -> Result<u64, AskError>) -> actors::Result {
    let start = Instant::now();
    let asked = INPUTS.map(async |n| (n, ask(n).await));
    let mut answers = FuturesUnordered::from_iter(asked);
    while let Some((n, answer)) = answers.next().await {
        show(n, answer?, start);
    }
    Ok(())
}

fn show(n: u32, number: u64, start: Instant) {
    println!("  fib({n}) = {number}, after {:.2} s", start.elapsed().as_secs_f64());
}
