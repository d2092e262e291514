//! Slowing down: an actor whose receivers are full waits before its next message.
//!
//! Actors that fill one another's mailboxes would so wait for ever. One that has waited a while
//! asks its receivers to pass a word on to those they themselves wait for; if the word comes back,
//! they wait in a circle, and the one who finds out goes on for a while in spite of it.

use std::{collections::VecDeque, future::poll_fn, sync::Arc, task::Poll, time::Duration};

use crate::actor::{
    local::{AnyLocal, Room},
    system::Signal,
};

/// How many messages an actor in a circle handles before it looks again.
pub(crate) const RELEASED: u32 = 1024;

/// How long an actor waits before it asks whether it waits for itself.
const PATIENCE: Duration = Duration::from_millis(1);

/// How many actors a word is passed on by.
pub(crate) const MAX_HOPS: u8 = 64;

/// Why the wait is over.
pub(crate) enum Throttled {
    /// There is room.
    Room,
    /// The actor waits for itself.
    Circle,
    /// The system has a word that the actor must hear first.
    Word,
}

/// Waits for room at all of `slow`. Words for others are passed on; those for the actor itself
/// are left in `signals`.
pub(crate) async fn wait(
    me: &dyn AnyLocal,
    slow: &mut Vec<Arc<dyn Room>>,
    signals: &mut VecDeque<Signal>,
) -> Throttled {
    loop {
        let mut patience = Box::pin(me.host().executor().sleep(PATIENCE));
        let waited = poll_fn(|cx| {
            slow.retain(|room| room.poll_room(cx).is_pending());
            if slow.is_empty() {
                return Poll::Ready(Some(Throttled::Room));
            }
            if me.poll_signals(cx, signals).is_ready() {
                return Poll::Ready(Some(Throttled::Word));
            }
            patience.as_mut().poll(cx).map(|()| None)
        })
        .await;
        match waited {
            Some(Throttled::Word) => {
                if let Some(over) = hear(me, slow, signals) {
                    return over;
                }
            }
            Some(over) => {
                return over;
            }
            None => ask_round(me, slow, Signal::Probe { origin: me.id(), hops: 0 }),
        }
    }
}

/// Passes on what is for others. `Some` when the wait is over.
fn hear(
    me: &dyn AnyLocal,
    slow: &mut Vec<Arc<dyn Room>>,
    signals: &mut VecDeque<Signal>,
) -> Option<Throttled> {
    let mut circle = false;
    signals.retain(|signal| match *signal {
        Signal::Probe { origin, .. } if origin == me.id() => {
            circle = true;
            false
        }
        Signal::Probe { origin, hops } => {
            if hops < MAX_HOPS {
                ask_round(me, slow, Signal::Probe { origin, hops: hops + 1 });
            }
            false
        }
        _ => true,
    });
    if circle {
        slow.clear();
        return Some(Throttled::Circle);
    }
    (!signals.is_empty()).then_some(Throttled::Word)
}

fn ask_round(me: &dyn AnyLocal, slow: &[Arc<dyn Room>], probe: Signal) {
    for room in slow {
        me.host().signal(room.id(), probe.clone());
    }
}
