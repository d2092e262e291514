//! The way of datagrams to another process, beside the stream to it.

use std::{
    future::poll_fn,
    io::ErrorKind,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use tokio::{net::UdpSocket, sync::Notify};

use crate::{
    actor::id::ProcessId,
    protocol::datagrams::{Batch, Door, Leaving, Outgoing},
    queue::lock,
    transport::{
        link::{Leave, Link},
        udp,
    },
    wire::frame::Frame,
};

/// How much may wait before senders are slowed down.
const HIGH: usize = 1024 * 1024;

/// How long the other side may be silent before it is asked how far it is.
const SILENCE: Duration = Duration::from_millis(25);

/// What is on its way, or waits to be.
#[derive(Default)]
pub(super) struct Lane {
    out: Mutex<Out>,
    /// Whether too much waits, for one who only asks.
    full: AtomicBool,
    wake: Notify,
    /// Where it leaves, once that is known.
    outlet: OnceLock<Outlet>,
}

/// From where to where datagrams go.
pub(super) struct Outlet {
    pub(super) socket: Arc<UdpSocket>,
    pub(super) door: Door,
    pub(super) from: ProcessId,
    pub(super) to: ProcessId,
}

impl Outlet {
    fn seal(&self, batch: &Batch, datagram: &mut Vec<u8>) {
        udp::seal(&self.door, self.from, self.to, batch, datagram);
    }
}

#[derive(Default)]
struct Out {
    outgoing: Outgoing,
    /// Whether something has been taken out of there and has not left.
    in_hand: bool,
    /// A datagram that the operating system had no room for yet.
    unsent: Option<Vec<u8>>,
    closed: bool,
    /// Those who wait until less is buffered, or nothing.
    waiting: Vec<Waker>,
}

impl Lane {
    /// Takes a frame that may be lost. `false` when nothing is taken any more.
    pub(super) fn push(&self, link: &Link, leave: Leave, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        self.take(link, leave, |outgoing| outgoing.push(write))
    }

    /// Takes a frame that may not be lost. `false` when nothing is taken any more.
    pub(super) fn say(&self, link: &Link, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        self.take(link, Leave::Now, |outgoing| outgoing.say(write))
    }

    fn take(&self, link: &Link, leave: Leave, take: impl FnOnce(&mut Outgoing)) -> bool {
        let mut out = lock(&self.out);
        if out.closed {
            return false;
        }
        take(&mut out.outgoing);
        if leave != Leave::Gathered
            && let Some(outlet) = self.outlet.get()
        {
            out.leave_now(outlet, link);
        }
        self.note(&out);
        drop(out);
        self.wake.notify_one();
        true
    }

    fn note(&self, out: &Out) {
        self.full.store(!out.has_room(), Ordering::Release);
    }

    /// Whether little enough waits.
    pub(super) fn has_room(&self) -> bool {
        !self.full.load(Ordering::Acquire)
    }

    /// Ready when little enough waits.
    pub(super) fn poll_room(&self, cx: &Context<'_>) -> Poll<()> {
        self.poll_until(cx, Out::has_room)
    }

    /// Waits until everything that was taken has left, or never will.
    pub(super) async fn flushed(&self) {
        let is_flushed = |out: &Out| {
            out.closed || !(out.outgoing.is_waiting() || out.in_hand || out.unsent.is_some())
        };
        poll_fn(|cx| self.poll_until(cx, is_flushed)).await;
    }

    fn poll_until(&self, cx: &Context<'_>, is: impl Fn(&Out) -> bool) -> Poll<()> {
        let mut out = lock(&self.out);
        if is(&out) {
            return Poll::Ready(());
        }
        if !out.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            out.waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// The other side has so many bytes, or will never have them.
    pub(super) fn taken(&self, bytes: u64) {
        if lock(&self.out).outgoing.taken(bytes) {
            self.wake.notify_one();
        }
    }

    /// Takes nothing more. What has not left is handed out.
    pub(super) fn close(&self) -> Vec<u8> {
        let mut out = lock(&self.out);
        out.closed = true;
        let left = out.outgoing.abandon();
        self.note(&out);
        let waiting = std::mem::take(&mut out.waiting);
        drop(out);
        waiting.into_iter().for_each(Waker::wake);
        self.wake.notify_one();
        left
    }

    /// Lets what waits leave, until the lane is closed: to the process `to`, whose door it is.
    pub(super) async fn pour(&self, outlet: Outlet, link: &Link) {
        // There is one way to a process in its life.
        let outlet = self.outlet.get_or_init(|| outlet);
        let mut datagram = Vec::new();
        loop {
            let unsent = lock(&self.out).unsent.take();
            if let Some(unsent) = unsent {
                let _ = outlet.socket.send_to(&unsent, udp::address(&outlet.door)).await;
            }
            let leaving = {
                let mut out = lock(&self.out);
                if out.closed {
                    return;
                }
                if out.unsent.is_some() {
                    continue;
                }
                let leaving = out.outgoing.next();
                out.in_hand = leaving.is_some();
                self.note(&out);
                let waiting = match leaving.is_none() || out.has_room() {
                    true => std::mem::take(&mut out.waiting),
                    false => Vec::new(),
                };
                drop(out);
                waiting.into_iter().for_each(Waker::wake);
                leaving
            };
            match leaving {
                Some(Leaving::Batch(batch)) => {
                    outlet.seal(&batch, &mut datagram);
                    // One that the operating system does not take is lost as any other.
                    let _ = outlet.socket.send_to(&datagram, udp::address(&outlet.door)).await;
                }
                Some(word @ Leaving::Word(..)) => say(link, word),
                None => self.wait(link).await,
            }
        }
    }

    /// Waits until more may leave. Where the other side is silent it may be that all was lost.
    async fn wait(&self, link: &Link) {
        if !lock(&self.out).outgoing.is_waiting() {
            return self.wake.notified().await;
        }
        if tokio::time::timeout(SILENCE, self.wake.notified()).await.is_err() {
            let word = lock(&self.out).outgoing.remind(|out| Frame::Remind.write(out));
            say(link, word);
        }
    }
}

fn say(link: &Link, word: Leaving) {
    let Leaving::Word(after, frame) = word else { return };
    link.send(Leave::Now, |out| {
        Frame::After { frames: after.frames, bytes: after.bytes }.write(out);
        out.extend_from_slice(&frame);
    });
}

impl Out {
    /// Lets the only thing that waits leave here and now: somebody may wait for it, and this
    /// thread may have other things to do for long.
    fn leave_now(&mut self, outlet: &Outlet, link: &Link) {
        if self.in_hand || self.unsent.is_some() {
            return;
        }
        match self.outgoing.only() {
            None => {}
            Some(Leaving::Batch(batch)) => {
                let mut datagram = Vec::new();
                outlet.seal(&batch, &mut datagram);
                let sent = outlet.socket.try_send_to(&datagram, udp::address(&outlet.door));
                if sent.is_err_and(|error| error.kind() == ErrorKind::WouldBlock) {
                    self.unsent = Some(datagram);
                }
            }
            Some(word @ Leaving::Word(..)) => say(link, word),
        }
    }

    fn has_room(&self) -> bool {
        self.closed || self.outgoing.buffered() < HIGH
    }
}
