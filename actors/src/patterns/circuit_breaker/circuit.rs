//! When a circuit is closed, open or half open. The time comes in with each call.

use std::{collections::VecDeque, time::Duration};

/// When a circuit opens, and for how long.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// So many failures open it.
    pub(super) failures: usize,
    /// How far apart they may be; without it they come in a row.
    pub(super) within: Option<Duration>,
    pub(super) open_for: Duration,
}

/// A circuit: who may pass, as what came of the earlier ones says.
#[derive(Debug)]
pub(super) struct Circuit {
    pub(super) rules: Rules,
    state: State,
    /// Changes with every state: what began in an earlier one says nothing of this one.
    era: u64,
    opened: u64,
    refused: u64,
}

#[derive(Debug)]
enum State {
    /// The times of the failures that count; never more than open it.
    Closed(VecDeque<Duration>),
    Open {
        until: Duration,
    },
    /// One is let through to see how it fares.
    Trying,
}

/// The right to pass once, to be given back with what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "what came of it is to be told"]
pub(super) struct Pass {
    era: u64,
}

/// What came of one that passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Failure,
    /// It was given up before anything came of it.
    Unknown,
}

/// What a circuit is at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Now {
    Closed,
    Open { left: Duration },
    HalfOpen,
}

impl Circuit {
    pub(super) fn new(rules: Rules) -> Self {
        Self { rules, state: State::Closed(VecDeque::new()), era: 0, opened: 0, refused: 0 }
    }

    /// Lets one pass.
    ///
    /// # Errors
    /// How long nobody passes; zero while one is tried.
    pub(super) fn enter(&mut self, now: Duration) -> Result<Pass, Duration> {
        let left = match self.state {
            State::Closed(_) => return Ok(Pass { era: self.era }),
            State::Open { until } if until <= now => {
                self.turn(State::Trying);
                return Ok(Pass { era: self.era });
            }
            State::Open { until } => until - now,
            State::Trying => Duration::ZERO,
        };
        self.refused += 1;
        Err(left)
    }

    /// Takes a pass back.
    pub(super) fn leave(&mut self, pass: Pass, outcome: Outcome, now: Duration) {
        if pass.era != self.era {
            return;
        }
        let Self { rules, state, .. } = self;
        let opens = match (&mut *state, outcome) {
            (State::Closed(failures), Outcome::Failure) => {
                if let Some(window) = rules.within {
                    failures.retain(|at| *at + window > now);
                }
                failures.push_back(now);
                failures.len() >= rules.failures
            }
            (State::Closed(failures), Outcome::Success) => {
                if rules.within.is_none() {
                    failures.clear();
                }
                false
            }
            (State::Trying, Outcome::Success) => {
                self.turn(State::Closed(VecDeque::new()));
                return;
            }
            (State::Trying, Outcome::Failure) => true,
            // The next one is tried at once.
            (State::Trying, Outcome::Unknown) => {
                self.turn(State::Open { until: now });
                return;
            }
            (State::Closed(_) | State::Open { .. }, _) => false,
        };
        if opens {
            self.opened += 1;
            let until = now + self.rules.open_for;
            self.turn(State::Open { until });
        }
    }

    /// Closes it, whatever came before.
    pub(super) fn close(&mut self) {
        self.turn(State::Closed(VecDeque::new()));
    }

    pub(super) fn now(&self, now: Duration) -> Now {
        match self.state {
            State::Closed(_) => Now::Closed,
            State::Open { until } if until > now => Now::Open { left: until - now },
            State::Open { .. } | State::Trying => Now::HalfOpen,
        }
    }

    /// The failures that count at `now`.
    pub(super) fn failures(&self, now: Duration) -> usize {
        let State::Closed(failures) = &self.state else { return self.rules.failures };
        let counts = |at: &&Duration| self.rules.within.is_none_or(|window| **at + window > now);
        failures.iter().filter(counts).count()
    }

    /// How often it has opened.
    pub(super) const fn opened(&self) -> u64 {
        self.opened
    }

    /// How many it has not let pass.
    pub(super) const fn refused(&self) -> u64 {
        self.refused
    }

    fn turn(&mut self, state: State) {
        self.state = state;
        self.era += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn circuit(within: Option<Duration>) -> Circuit {
        Circuit::new(Rules { failures: 3, within, open_for: 10 * SECOND })
    }

    fn pass(circuit: &mut Circuit, outcome: Outcome, now: Duration) {
        let pass = circuit.enter(now).expect("it lets pass");
        circuit.leave(pass, outcome, now);
    }

    #[test]
    fn failures_in_a_row_open_it_and_a_success_between_them_does_not() {
        let mut circuit = circuit(None);
        for outcome in [Outcome::Failure, Outcome::Failure, Outcome::Success] {
            pass(&mut circuit, outcome, SECOND);
        }
        assert_eq!(circuit.failures(SECOND), 0);
        for _ in 0..3 {
            pass(&mut circuit, Outcome::Failure, SECOND);
        }
        assert_eq!(circuit.enter(3 * SECOND), Err(8 * SECOND));
        assert_eq!((circuit.opened(), circuit.refused()), (1, 1));
    }

    #[test]
    fn failures_within_a_window_open_it_whatever_came_between_them() {
        let mut circuit = circuit(Some(5 * SECOND));
        for at in [0, 1, 6, 7] {
            pass(&mut circuit, Outcome::Failure, at * SECOND);
            pass(&mut circuit, Outcome::Success, at * SECOND);
        }
        assert_eq!(circuit.now(7 * SECOND), Now::Closed, "the first two are too old");
        pass(&mut circuit, Outcome::Failure, 8 * SECOND);
        assert_eq!(circuit.now(8 * SECOND), Now::Open { left: 10 * SECOND });
    }

    #[test]
    fn half_open_one_is_tried_and_decides() {
        let mut circuit = circuit(None);
        for _ in 0..3 {
            pass(&mut circuit, Outcome::Failure, SECOND);
        }
        let tried = circuit.enter(11 * SECOND).expect("one is tried");
        assert_eq!(circuit.now(11 * SECOND), Now::HalfOpen);
        assert_eq!(circuit.enter(11 * SECOND), Err(Duration::ZERO), "but one");
        circuit.leave(tried, Outcome::Failure, 12 * SECOND);
        assert_eq!(circuit.enter(12 * SECOND), Err(10 * SECOND));
        let given_up = circuit.enter(22 * SECOND).expect("one is tried");
        circuit.leave(given_up, Outcome::Unknown, 22 * SECOND);
        pass(&mut circuit, Outcome::Success, 22 * SECOND);
        assert_eq!(circuit.now(22 * SECOND), Now::Closed);
    }

    #[test]
    fn what_began_before_it_opened_says_nothing_afterwards() {
        let mut circuit = circuit(None);
        let old = circuit.enter(SECOND).expect("closed");
        for _ in 0..3 {
            pass(&mut circuit, Outcome::Failure, SECOND);
        }
        circuit.leave(old, Outcome::Success, SECOND);
        assert_eq!(circuit.now(SECOND), Now::Open { left: 10 * SECOND });
    }
}
