//! Waiting awake for what another process sends, for a moment and where it pays.
//!
//! To put a processor to sleep and to wake it takes longer than many an answer does. So one who
//! was answered at once a few times looks a while longer before it sleeps; other tasks of its
//! thread run in between. Where that was in vain, or others want the processor, it does so again
//! only after some more short waits, and after twice as many the next time.

use std::{
    future::poll_fn,
    io,
    task::Poll,
    time::{Duration, Instant},
};

use tokio::task::yield_now;

use super::stream::Stream;
use crate::run::now;

/// How long one looks before it sleeps.
const MOMENT: Duration = Duration::from_micros(30);

/// A step that took longer than this was not ours alone: others want the processor.
const STEP: Duration = Duration::from_micros(12);

/// A wait that took no longer than this might have been one of looking.
const SHORT: Duration = Duration::from_micros(50);

/// After how many short waits one looks for the first time.
const FIRST: u32 = 4;

/// After how many short waits at most one looks again.
const MOST: u32 = 1024;

/// Whether it pays to look.
#[derive(Debug)]
pub(super) struct Linger {
    /// Whether the last wait was a short one.
    was_short: bool,
    /// How many short waits are left until it is tried again.
    left: u32,
    /// How many there are after the next time in vain.
    next: u32,
}

/// How a wait went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Nobody looked.
    Not,
    /// Something came meanwhile.
    Found,
    /// Nothing came, or only since others had the processor.
    InVain,
}

impl Default for Linger {
    fn default() -> Self {
        Self { was_short: false, left: FIRST, next: 0 }
    }
}

impl Linger {
    /// Waits until something can be read from `stream`.
    pub(super) async fn readable(&mut self, stream: &Stream) -> io::Result<()> {
        let start = now();
        let look = if self.pays() { look(stream, start).await } else { Look::Not };
        poll_fn(|cx| stream.poll_readable(cx)).await?;
        self.waited(look, now().duration_since(start));
        Ok(())
    }

    /// Whether to look now.
    const fn pays(&self) -> bool {
        self.was_short && self.left == 0
    }

    /// A wait is over.
    fn waited(&mut self, look: Look, time: Duration) {
        self.was_short = time < SHORT;
        match look {
            Look::Not => self.left = self.left.saturating_sub(u32::from(self.was_short)),
            Look::Found => self.next /= 2,
            Look::InVain => {
                self.next = (2 * self.next).clamp(1, MOST);
                self.left = self.next;
            }
        }
    }
}

/// Looks a few times whether something can be read, while nobody else wants the processor.
async fn look(stream: &Stream, start: Instant) -> Look {
    let mut last = start;
    loop {
        if poll_fn(|cx| Poll::Ready(stream.poll_readable(cx).is_ready())).await {
            return Look::Found;
        }
        yield_now().await;
        let time = now();
        if time.duration_since(last) > STEP || time.duration_since(start) > MOMENT {
            return Look::InVain;
        }
        last = time;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Duration = Duration::from_micros(8);
    const SLOW: Duration = Duration::from_millis(1);

    #[test]
    fn one_looks_after_short_waits_and_sleeps_after_a_long_one() {
        let mut linger = Linger::default();
        for _ in 0..FIRST {
            assert!(!linger.pays());
            linger.waited(Look::Not, QUICK);
        }
        assert!(linger.pays());
        linger.waited(Look::Found, QUICK);
        assert!(linger.pays());
        linger.waited(Look::Not, SLOW);
        assert!(!linger.pays());
    }

    #[test]
    fn in_vain_one_looks_ever_more_seldom_and_again_when_it_pays() {
        let mut linger = Linger::default();
        let mut waits = Vec::new();
        for _ in 0..20 {
            linger.waited(Look::InVain, SLOW);
            let short = (1..).find(|_| {
                linger.waited(Look::Not, QUICK);
                linger.pays()
            });
            waits.extend(short);
        }
        assert_eq!(waits[..4], [1, 2, 4, 8]);
        assert_eq!(waits.last(), Some(&MOST));
        for _ in 0..11 {
            linger.waited(Look::Found, QUICK);
        }
        linger.waited(Look::InVain, SLOW);
        linger.waited(Look::Not, QUICK);
        assert!(linger.pays());
    }
}
