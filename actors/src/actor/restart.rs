//! When a child that has ended is made again, and how often.

use std::{collections::VecDeque, time::Duration};

use serde::{Deserialize, Serialize};

use super::error::ExitReason;

/// Whether a child that has ended is made again: what
/// [`Context::spawn_with`](crate::Context::spawn_with) wants.
///
/// Unless set otherwise, a child is made again at most five times in a minute, after a tenth of a
/// second the first time and twice as long each time after that, ten seconds at most. A child that
/// ends more often than it may stays ended, and its parent gets
/// [`ChildActorExited`](crate::ChildActorExited) then.
///
/// ```
/// use std::time::Duration;
///
/// use actors::Restart;
///
/// let stubborn = Restart::always()
///     .at_most(100, Duration::from_secs(3600))
///     .backoff(Duration::from_millis(10), Duration::from_secs(1));
/// assert_ne!(stubborn, Restart::on_failure());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "it counts where a child is made with it"]
pub struct Restart {
    when: When,
    most: u32,
    period: Duration,
    first: Duration,
    longest: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum When {
    Never,
    OnFailure,
    Always,
}

impl Restart {
    const fn new(when: When) -> Self {
        Self {
            when,
            most: 5,
            period: Duration::from_secs(60),
            first: Duration::from_millis(100),
            longest: Duration::from_secs(10),
        }
    }

    /// It stays ended.
    pub const fn never() -> Self {
        Self::new(When::Never)
    }

    /// It is made again when it failed, could not be started, or its process was killed.
    pub const fn on_failure() -> Self {
        Self::new(When::OnFailure)
    }

    /// It is made again also when somebody asked it to end, or it ended itself. When its parent or
    /// its system ends, it ends for good.
    pub const fn always() -> Self {
        Self::new(When::Always)
    }

    /// At most `restarts` in each `period`.
    pub const fn at_most(self, restarts: u32, period: Duration) -> Self {
        Self { most: restarts, period, ..self }
    }

    /// How long it rests before it is made again: `first` the first time, twice as long each time
    /// after that within the period, and never longer than `longest`.
    pub const fn backoff(self, first: Duration, longest: Duration) -> Self {
        Self { first, longest, ..self }
    }

    /// Whether a child that ended so is one to be made again.
    #[must_use]
    pub const fn applies_to(&self, reason: &ExitReason) -> bool {
        match (self.when, reason) {
            (When::Never, _) | (_, ExitReason::SystemShutdown | ExitReason::CapabilityLost(_)) => {
                false
            }
            (When::OnFailure, _) => reason.is_failure(),
            (When::Always, _) => true,
        }
    }
}

impl Default for Restart {
    fn default() -> Self {
        Self::never()
    }
}

/// What happened under a [`Restart`]: it says whether one more is due, and when.
///
/// ```
/// use std::time::Duration;
///
/// use actors::{ExitReason, Restart, Restarts};
///
/// let second = Duration::from_secs(1);
/// let mut restarts = Restarts::new(Restart::on_failure().at_most(2, 60 * second));
/// let killed = ExitReason::Killed(9);
/// assert_eq!(restarts.next(&killed, 10 * second), Some(Duration::from_millis(100)));
/// assert_eq!(restarts.next(&killed, 11 * second), Some(Duration::from_millis(200)));
/// assert_eq!(restarts.next(&killed, 12 * second), None, "two in a minute");
/// assert_eq!(restarts.next(&ExitReason::Requested, 90 * second), None, "no failure");
/// ```
#[derive(Debug, Clone)]
pub struct Restarts {
    policy: Restart,
    /// When the last ones were; no more of them than may be in one period.
    times: VecDeque<Duration>,
}

impl Restarts {
    /// Nothing has happened yet.
    #[must_use]
    pub const fn new(policy: Restart) -> Self {
        Self { policy, times: VecDeque::new() }
    }

    /// What is allowed.
    pub(crate) const fn policy(&self) -> Restart {
        self.policy
    }

    /// How long to wait before what ended at `now`, a time since any start, is made again. `None`
    /// when it is not.
    pub fn next(&mut self, reason: &ExitReason, now: Duration) -> Option<Duration> {
        if !self.policy.applies_to(reason) {
            return None;
        }
        while self.times.front().is_some_and(|time| *time + self.policy.period <= now) {
            self.times.pop_front();
        }
        let before = u32::try_from(self.times.len()).ok()?;
        if before >= self.policy.most {
            return None;
        }
        self.times.push_back(now);
        let factor = 1_u32.checked_shl(before).unwrap_or(u32::MAX);
        Some(self.policy.first.saturating_mul(factor).min(self.policy.longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_restarts_are_forgotten_and_the_rest_grows_to_its_longest() {
        let ms = Duration::from_millis;
        let policy = Restart::always().at_most(4, ms(1000)).backoff(ms(10), ms(30));
        let mut restarts = Restarts::new(policy);
        let asked = ExitReason::Requested;
        let rests: Vec<_> = (0..5).map(|at| restarts.next(&asked, ms(at))).collect();
        assert_eq!(rests, [Some(ms(10)), Some(ms(20)), Some(ms(30)), Some(ms(30)), None]);
        assert_eq!(restarts.next(&asked, ms(1001)), Some(ms(30)), "two are forgotten");
        assert_eq!(restarts.next(&asked, ms(5000)), Some(ms(10)));
    }

    #[test]
    fn the_end_of_a_system_is_never_undone() {
        let mut restarts = Restarts::new(Restart::always());
        assert_eq!(restarts.next(&ExitReason::SystemShutdown, Duration::ZERO), None);
        let failed = ExitReason::Failed("x".to_owned());
        assert_eq!(Restarts::new(Restart::never()).next(&failed, Duration::ZERO), None);
    }
}
