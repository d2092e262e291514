//! Actors that end by themselves: some time after their first message, or their last.

use std::{sync::Arc, time::Duration};

use super::{body::Body, life::Life};
use crate::actor::{
    error::ExitReason,
    host::Host,
    id::ActorId,
    system::{ActorExitRequest, Signal, System},
    transient::{Since, Transient},
};

/// How far the life of a transient actor is.
pub(crate) struct Transience {
    transient: Transient,
    /// When its time began; never, before its first message.
    began: Option<Duration>,
    /// Whether the actor has asked itself to end, and has not yet heard it.
    is_over: bool,
}

impl Transience {
    pub(crate) const fn new(transient: Transient) -> Self {
        Self { transient, began: None, is_over: false }
    }

    /// Whether it is by itself that the actor is asked to end; told once.
    pub(crate) fn take_over(&mut self) -> bool {
        std::mem::take(&mut self.is_over)
    }

    /// The actor is made again.
    pub(crate) fn begin_anew(&mut self) {
        *self = Self::new(self.transient);
    }
}

impl Life {
    /// A message has come.
    #[cold]
    pub(super) fn live_on(&mut self, body: &dyn Body) {
        let (me, host) = (body.me().id(), body.me().host());
        let Some(transience) = self.fate.as_mut().and_then(|fate| fate.transience.as_mut()) else {
            return;
        };
        let Transience { transient, began, .. } = transience;
        let is_first = began.is_none();
        if is_first || transient.since == Since::Last {
            *began = Some(host.executor().now());
        }
        if is_first {
            arm(host, me, transient.after);
        }
    }

    /// The time may be over: unless a message has come since, or waits.
    #[cold]
    pub(super) fn expire(&mut self, body: &dyn Body) {
        let (me, host) = (body.me().id(), body.me().host());
        let is_busy = body.in_hand() > 0 || body.me().queued() > 0;
        let Some(transience) = self.fate.as_mut().and_then(|fate| fate.transience.as_mut()) else {
            return;
        };
        let Transience { transient, began, is_over } = transience;
        // What an earlier life has set is of no concern to this one, which sets its own.
        let Some(began) = *began else { return };
        let left = began.saturating_add(transient.after).saturating_sub(host.executor().now());
        match transient.since {
            Since::Last if is_busy => arm(host, me, transient.after),
            _ if !left.is_zero() => arm(host, me, left),
            _ if *is_over => {}
            _ => {
                *is_over = true;
                let exit = System::Exit(ActorExitRequest::new(), ExitReason::Requested);
                host.say(me, exit);
            }
        }
    }
}

/// No clock is set for later than this, a year: who looks too early looks again.
const LATEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// Lets the actor look after `delay` whether its time is over.
fn arm(host: &Arc<dyn Host>, me: ActorId, delay: Duration) {
    let weak = Arc::downgrade(host);
    let look = move |_| {
        if let Some(host) = weak.upgrade() {
            host.signal(me, Signal::Expired);
        }
    };
    // One that has ended meanwhile is not found.
    let at = host.executor().now().saturating_add(delay.min(LATEST));
    host.executor().at(at, None, Box::new(look));
}
