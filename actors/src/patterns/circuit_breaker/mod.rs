//! A circuit breaker: asks to an actor that fails again and again are refused at once for a while,
//! so that the actor can recover and its askers need not wait for what will fail.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use self::circuit::{Circuit, Now, Outcome, Pass, Rules};
use crate::{Actor, Address, AskError, Clock, Reply, SentTo, message};

mod circuit;

/// Asks an actor as long as it answers.
///
/// Closed, it lets every ask through. After so many failures, in a row or within a time, it opens:
/// asks are refused at once. After a while it is half open: one ask is let through; if it is
/// answered the breaker closes, else it opens again.
///
/// Failures are asks without an answer: the time is over, the actor has ended or panicked. A
/// handler's own error is an answer, unless [`counting_errors`](Self::counting_errors) says
/// otherwise. Clones share one state. Time is that of the system, virtual on the simple base.
///
/// ```
/// use std::time::Duration;
///
/// use actors::{
///     patterns::circuit_breaker::{BreakerError, CircuitBreaker},
///     prelude::*,
/// };
///
/// #[derive(Default)]
/// struct Database;
///
/// #[message]
/// struct Query(u32);
///
/// #[actor(on_panic = "resume")]
/// impl Database {
///     #[handler]
///     fn query(&mut self, Query(rows): Query) -> u32 {
///         assert!(rows < 100, "too many rows");
///         rows
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> actors::Result {
/// let system = ActorSystem::start(Base::Simple).await?;
/// let database = system.create::<Database>(()).await?;
/// let breaker = CircuitBreaker::new(database).failures(2).open_for(Duration::from_secs(30));
/// for _ in 0..2 {
///     assert!(matches!(breaker.ask(Query(100)).await, Err(BreakerError::Ask(_))));
/// }
/// assert!(matches!(breaker.ask(Query(1)).await, Err(BreakerError::Open { .. })));
/// system.advance(Duration::from_secs(30));
/// assert_eq!(breaker.ask(Query(1)).await?, 1);
/// system.shutdown().await
/// # }
/// ```
pub struct CircuitBreaker<A: Actor> {
    address: Address<A>,
    clock: Clock,
    limit: Duration,
    errors: Errors,
    circuit: Arc<Mutex<Circuit>>,
}

/// Whether a handler's own error is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Errors {
    Answers,
    Failures,
}

/// Why an ask through a [`CircuitBreaker`] has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BreakerError<E = std::convert::Infallible> {
    /// The breaker is open, and nothing was sent.
    Open {
        /// When an ask will be let through again; zero while one is on its way to find out.
        left: Duration,
    },
    /// The ask was let through and failed.
    Ask(AskError<E>),
}

/// What a [`CircuitBreaker`] does with asks.
#[message]
#[derive(Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CircuitState {
    /// It lets them through.
    Closed,
    /// It refuses them.
    Open {
        /// For how long.
        left: Duration,
    },
    /// It lets one through, or has done so and waits for what comes of it.
    HalfOpen,
}

/// What a [`CircuitBreaker`] says of itself.
#[message]
#[derive(Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CircuitStatus {
    /// What it does with asks now.
    pub state: CircuitState,
    /// The failures that count now.
    pub failures: usize,
    /// How often it has opened.
    pub opened: u64,
    /// How many asks it has refused.
    pub refused: u64,
}

impl<A: Actor> CircuitBreaker<A> {
    /// A closed breaker in front of the actor. It opens for 30 s after 5 failures in a row, and an
    /// ask may take 10 s, unless said otherwise.
    #[must_use]
    pub fn new(address: Address<A>) -> Self {
        let rules = Rules { failures: 5, within: None, open_for: Duration::from_secs(30) };
        Self {
            clock: address.any().clock(),
            address,
            limit: Duration::from_secs(10),
            errors: Errors::Answers,
            circuit: Arc::new(Mutex::new(Circuit::new(rules))),
        }
    }

    /// So many failures open it; zero counts as one.
    #[must_use]
    pub fn failures(self, count: usize) -> Self {
        self.circuit().rules.failures = count.max(1);
        self
    }

    /// Failures count that are no further apart than `window`, whatever was answered between them.
    /// Without it they count in a row.
    #[must_use]
    pub fn within(self, window: Duration) -> Self {
        self.circuit().rules.within = Some(window);
        self
    }

    /// How long it stays open before an ask is tried.
    #[must_use]
    pub fn open_for(self, time: Duration) -> Self {
        self.circuit().rules.open_for = time;
        self
    }

    /// How long an ask may take.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// A handler's own error is a failure too.
    #[must_use]
    pub fn counting_errors(mut self) -> Self {
        self.errors = Errors::Failures;
        self
    }

    /// Sends `message` and waits for the answer, unless the breaker is open.
    ///
    /// # Errors
    /// [`BreakerError`]: the breaker is open, or what the ask gave.
    ///
    /// # Cancel safety
    /// As that of [`Address::ask`]. Dropped before there is an answer, it counts neither as a
    /// success nor as a failure.
    pub async fn ask<M: SentTo<A>>(
        &self,
        message: M,
    ) -> Result<<M::Reply as Reply>::Ok, BreakerError<<M::Reply as Reply>::Err>> {
        let entered = self.circuit().enter(self.clock.now());
        let pass = entered.map_err(|left| BreakerError::Open { left })?;
        let mut passing = Passing { breaker: self, pass, outcome: Outcome::Unknown };
        let answer = self.address.ask(message).timeout(self.limit).await;
        passing.outcome = match &answer {
            Ok(_) => Outcome::Success,
            Err(AskError::Handler(_)) if self.errors == Errors::Answers => Outcome::Success,
            Err(_) => Outcome::Failure,
        };
        answer.map_err(BreakerError::Ask)
    }

    /// Closes it, whatever came before.
    pub fn close(&self) {
        self.circuit().close();
    }

    /// What it does and has done.
    #[must_use]
    pub fn status(&self) -> CircuitStatus {
        let now = self.clock.now();
        let circuit = self.circuit();
        let state = match circuit.now(now) {
            Now::Closed => CircuitState::Closed,
            Now::Open { left } => CircuitState::Open { left },
            Now::HalfOpen => CircuitState::HalfOpen,
        };
        CircuitStatus {
            state,
            failures: circuit.failures(now),
            opened: circuit.opened(),
            refused: circuit.refused(),
        }
    }

    /// The actor behind it.
    #[must_use]
    pub fn address(&self) -> &Address<A> {
        &self.address
    }

    // No code that can panic runs under the lock, so what it guards is whole.
    fn circuit(&self) -> MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An ask on its way: it gives its pass back in any case.
struct Passing<'a, A: Actor> {
    breaker: &'a CircuitBreaker<A>,
    pass: Pass,
    outcome: Outcome,
}

impl<A: Actor> Drop for Passing<'_, A> {
    fn drop(&mut self) {
        let now = self.breaker.clock.now();
        self.breaker.circuit().leave(self.pass, self.outcome, now);
    }
}

impl<A: Actor> Clone for CircuitBreaker<A> {
    fn clone(&self) -> Self {
        Self {
            address: self.address.clone(),
            clock: self.clock.clone(),
            limit: self.limit,
            errors: self.errors,
            circuit: self.circuit.clone(),
        }
    }
}

impl<A: Actor> fmt::Debug for CircuitBreaker<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreaker")
            .field("address", &self.address)
            .field("state", &self.status().state)
            .finish_non_exhaustive()
    }
}

impl<E: fmt::Display> fmt::Display for BreakerError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { left } if left.is_zero() => {
                f.write_str("the circuit is open until the ask that is being tried is answered")
            }
            Self::Open { left } => write!(f, "the circuit is open for another {left:?}"),
            Self::Ask(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for BreakerError<E> {}
