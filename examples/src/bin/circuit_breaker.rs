//! A circuit breaker: while the line to a bank is down, a shop does not try it with every order.
//!
//! Three orders find out that the line is down. Then the circuit is open: orders are refused at
//! once, and the bank hears nothing of them. After a while one is tried again; it is paid, so the
//! circuit is closed and what was not paid is paid now.
#![expect(clippy::print_stdout, reason = "what becomes of the orders is the result")]

use std::{fmt, time::Duration};

use actors::{
    Error,
    patterns::circuit_breaker::{BreakerError, CircuitBreaker},
    prelude::*,
};
use actors_examples::options::Options;
use clap::Parser;

/// Orders that are paid through a bank whose line is down for a while.
#[derive(Debug, Parser)]
struct Args {
    /// What every example takes
    #[command(flatten)]
    options: Options,
    /// For how many milliseconds the bank is left alone when it does not answer
    #[arg(long, value_name = "MS", default_value_t = 500)]
    pause: u64,
}

/// Asks for an order to be paid.
#[message]
struct Pay(u32);

/// Whether the bank can be reached.
#[message]
enum Line {
    Up,
    Down,
}

/// The bank can't be reached.
#[message]
struct LineDown;

/// Asks for the orders that were paid.
#[message]
struct Statement;

struct Bank {
    line: Line,
    paid: Vec<u32>,
}

#[actor]
impl Bank {
    #[init]
    fn new() -> Self {
        Self { line: Line::Up, paid: Vec::new() }
    }

    #[handler]
    fn pay(&mut self, Pay(order): Pay) -> Result<(), LineDown> {
        match self.line {
            Line::Down => Err(LineDown),
            Line::Up => {
                self.paid.push(order);
                Ok(())
            }
        }
    }

    #[handler]
    fn line(&mut self, line: Line) {
        self.line = line;
    }

    #[handler]
    fn statement(&self, _: Statement) -> Vec<u32> {
        self.paid.clone()
    }
}

/// Asks for an order to be taken and paid.
#[message]
struct Order(u32);

/// Why an order is not paid yet.
#[message]
enum Unpaid {
    /// The bank did not take it.
    Failed(String),
    /// The bank was not asked; it will be when this time has passed.
    Refused(Duration),
}

/// Sells, and has the breaker between itself and the bank.
struct Shop {
    bank: CircuitBreaker<Bank>,
}

#[actor]
impl Shop {
    #[init]
    fn new(bank: Address<Bank>, pause: Duration) -> Self {
        // That the line is down is an answer of the bank, so it has to be said that it counts.
        let bank = CircuitBreaker::new(bank).failures(3).open_for(pause).counting_errors();
        Self { bank }
    }

    #[handler]
    async fn order(&mut self, Order(order): Order) -> Result<(), Unpaid> {
        self.bank.ask(Pay(order)).await.map_err(|error| match error {
            BreakerError::Open { left } => Unpaid::Refused(left),
            error => Unpaid::Failed(error.to_string()),
        })
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let args = Args::parse();
    let pause = Duration::from_millis(args.pause);
    args.options.run(async |system| run(system, pause).await).await
}

async fn run(system: &ActorSystem, pause: Duration) -> actors::Result {
    let bank = system.create::<Bank>(()).await?;
    let shop = system.create::<Shop>((bank.clone(), pause)).await?;

    for order in 1..=3 {
        shop.ask(Order(order)).await?;
        println!("order {order}: paid");
    }

    bank.ask(Line::Down).await?;
    println!("the line to the bank is down");
    for order in 4..=6 {
        let why = shop.ask(Order(order)).await.err();
        println!("order {order}: {}", why.map_or_else(|| "paid".to_owned(), |why| why.to_string()));
    }
    for order in 7..=9 {
        refused(&shop, order).await?;
        println!("order {order}: refused, the circuit is open");
    }

    bank.ask(Line::Up).await?;
    println!("the line to the bank is up again");
    for order in 4..=9 {
        // By the clock of the system: on the base `simple` nobody has to wait.
        while let Some(left) = not_yet(&shop, order).await? {
            system.clock().sleep(left).await;
        }
        println!("order {order}: paid");
    }
    println!("the bank has paid {:?}", bank.ask(Statement).await?);
    Ok(())
}

/// Orders until it is refused. That it is not at once can be on a machine with so much to do that
/// the pause is over already: then the bank is tried once more, in vain.
async fn refused(shop: &Address<Shop>, order: u32) -> actors::Result {
    loop {
        match shop.ask(Order(order)).await {
            Err(AskError::Handler(Unpaid::Refused(_))) => return Ok(()),
            Err(AskError::Handler(Unpaid::Failed(_))) => {}
            Err(error) => return Err(error.into()),
            Ok(()) => return Err(Error::message(format!("order {order} was paid"))),
        }
    }
}

/// How long it will be until the order may be paid; nothing when it is.
async fn not_yet(shop: &Address<Shop>, order: u32) -> actors::Result<Option<Duration>> {
    match shop.ask(Order(order)).await {
        Ok(()) => Ok(None),
        Err(AskError::Handler(Unpaid::Refused(left))) => Ok(Some(left)),
        Err(error) => Err(error.into()),
    }
}

impl fmt::Display for LineDown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the line is down")
    }
}

impl fmt::Display for Unpaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(why) => write!(f, "not paid, {why}"),
            Self::Refused(left) => write!(f, "refused for {left:?}"),
        }
    }
}
