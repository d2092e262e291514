//! Another process of the system, and the actors in it that this one sends to.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Context, Poll, Waker},
};

use super::{lane::Lane, lost::Lost};
use crate::{
    actor::{
        error::ExitReason,
        id::{ActorId, ProcessId},
        local::Room,
        message::Message,
        remote::{Post, Remote},
        reply::ReplySink,
        system::ActorExitRequest,
    },
    protocol::{
        correlate::Asks,
        credit::{Batch, Credit, Sending, cost},
        datagrams::MAX_BODY,
    },
    queue::{lock, mailbox::Pressure},
    transport::link::{Leave, Link},
    wire::frame::{Frame, Origin, Place, Slot},
};

/// Another process.
pub(super) struct Peer {
    pub(super) process: ProcessId,
    pub(super) link: Link,
    /// The way of datagrams, where there is one.
    pub(super) lane: Option<Lane>,
    asks: Arc<OpenAsks>,
    /// How many asks of the other side will be answered by this one.
    asked: AtomicU32,
    targets: Mutex<HashMap<Slot, Arc<Target>>>,
    /// Why it ends, where it has said so.
    farewell: OnceLock<ExitReason>,
    gone: OnceLock<ExitReason>,
}

/// The asks of this process that others will answer.
pub(super) type OpenAsks = Mutex<Asks<Box<dyn ReplySink>>>;

/// An actor of another process.
pub(super) struct Target {
    id: ActorId,
    peer: Arc<Peer>,
    flow: Mutex<Flow>,
    /// Whether a message would leave at once, as it was when the lock on the flow was free last:
    /// asked before each message, without the lock.
    room: AtomicBool,
}

struct Flow {
    sending: Sending<Held>,
    /// All that was ever spent.
    spent: u64,
    waiting: VecDeque<Waker>,
}

/// A message that may not leave yet.
struct Held {
    frame: Vec<u8>,
    keep: Keep,
}

/// Whether a message is kept until it was handled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Yes,
    /// Its asker hears of its end.
    No,
    /// Where messages may be lost, this one is not.
    Word,
}

/// How many targets a peer remembers before those that nobody uses are forgotten.
const REMEMBERED: usize = 4096;

impl Peer {
    pub(super) fn new(process: ProcessId, asks: Arc<OpenAsks>, way: Way) -> Arc<Self> {
        let lane = match way {
            Way::Stream => None,
            Way::Datagrams => Some(Lane::default()),
        };
        Arc::new(Self {
            process,
            link: Link::default(),
            lane,
            asks,
            asked: AtomicU32::new(0),
            targets: Mutex::default(),
            farewell: OnceLock::new(),
            gone: OnceLock::new(),
        })
    }

    /// One that can't be reached any more.
    pub(super) fn gone(process: ProcessId, asks: Arc<OpenAsks>, reason: ExitReason) -> Arc<Self> {
        let peer = Self::new(process, asks, Way::Stream);
        // It is new, so this is the first reason.
        let _ = peer.gone.set(reason);
        peer
    }

    /// An actor there. Its credit is kept as long as the process lives.
    pub(super) fn target(self: &Arc<Self>, id: ActorId) -> Arc<Target> {
        let mut targets = lock(&self.targets);
        if targets.len() >= REMEMBERED {
            targets.retain(|_, target| {
                Arc::strong_count(target) > 1 || !lock(&target.flow).sending.is_settled()
            });
        }
        let flow = || Flow { sending: Sending::new(), spent: 0, waiting: VecDeque::new() };
        let target = targets.entry(slot(id)).or_insert_with(|| {
            Arc::new(Target {
                id,
                peer: self.clone(),
                flow: Mutex::new(flow()),
                room: AtomicBool::new(true),
            })
        });
        target.clone()
    }

    /// Credit has come for an actor there; with a grant the word that messages were handled.
    pub(super) fn pay(&self, to: Slot, units: u32, credit: Credit) {
        let Some(target) = lock(&self.targets).get(&to).cloned() else { return };
        let mut flow = lock(&target.flow);
        let mut spent = 0;
        let leave = |cost: u32, Held { frame, keep }: Held| {
            spent += u64::from(cost);
            self.send(Leave::Gathered, keep, cost, |out| out.extend_from_slice(&frame))?
        };
        let handled = |batch, units| self.link.handled(batch, units);
        flow.sending.take(credit, units, handled, leave);
        flow.spent += spent;
        self.tell_spent(to, &flow);
        target.room.store(flow.sending.has_room(), Ordering::Release);
        let waiting = if flow.sending.has_room() {
            std::mem::take(&mut flow.waiting)
        } else {
            VecDeque::new()
        };
        drop(flow);
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Tells the other side that an actor of this process can take more.
    pub(super) fn owe(&self, to: Slot, units: u32, credit: Credit) {
        let frame = match credit {
            Credit::Granted => Frame::Grant { to, units },
            Credit::Lent => Frame::Lend { to, units },
            Credit::WrittenOff => Frame::WriteOff { to, units },
        };
        self.link.send(Leave::Gathered, |out| frame.write(out));
    }

    /// Sends a message. `None` when the link is closed; else the batch that is kept for it.
    #[inline]
    fn send(
        &self,
        leave: Leave,
        keep: Keep,
        cost: u32,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Option<Option<Batch>> {
        match (&self.lane, keep) {
            (None, Keep::Yes) => self.link.send_kept(cost, write).map(Some),
            (None, _) => self.link.send(leave, write).then_some(None),
            (Some(lane), Keep::Word) => lane.say(&self.link, write).then_some(None),
            (Some(lane), _) => lane.push(&self.link, leave, write).then_some(None),
        }
    }

    /// The process is gone. What has not left, or is not known to be handled, is handed out.
    pub(super) fn lose(&self, reason: ExitReason) -> Lost {
        // The first reason counts.
        let _ = self.gone.set(reason);
        let mut lost = Lost::of(self.link.close());
        lost.add_held(self.lane.iter().map(Lane::close));
        let targets: Vec<_> = lock(&self.targets).drain().map(|(_, target)| target).collect();
        for target in targets {
            let mut flow = lock(&target.flow);
            lost.add_held(flow.sending.abandon().map(|held| held.frame));
            lost.add_open(slot(target.id), flow.sending.open());
            // Whoever sends next finds out that it is in vain.
            target.room.store(true, Ordering::Release);
            let waiting = std::mem::take(&mut flow.waiting);
            drop(flow);
            waiting.into_iter().for_each(Waker::wake);
        }
        lost
    }

    /// The other side says why it ends.
    pub(super) fn note_farewell(&self, reason: ExitReason) {
        // It says so once.
        let _ = self.farewell.set(reason);
    }

    /// Why the other side ends, where it has said so.
    pub(super) fn farewell(&self) -> Option<&ExitReason> {
        self.farewell.get()
    }

    /// The other side waits for an answer.
    pub(super) fn note_ask(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
    }

    /// It is about to have it: when the last one is, nothing is left to wait for.
    pub(super) fn close_ask(&self) -> Leave {
        match self.asked.fetch_sub(1, Ordering::Relaxed) {
            1 => Leave::Now,
            _ => Leave::Answer,
        }
    }

    /// Sends an answer.
    pub(super) fn answer(&self, leave: Leave, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        match &self.lane {
            None => self.link.send(leave, write),
            Some(lane) => lane.push(&self.link, leave, write),
        }
    }

    /// Sends a word of the system, which is not lost as long as the other side lives.
    pub(super) fn say(&self, leave: Leave, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        match &self.lane {
            None => self.link.send(leave, write),
            Some(lane) => lane.say(&self.link, write),
        }
    }

    /// The most bytes that a message has on the way there.
    pub(super) fn limit(&self) -> usize {
        if self.lane.is_some() { MAX_BODY } else { usize::MAX }
    }

    fn has_room(&self) -> bool {
        match &self.lane {
            None => self.link.has_room(),
            Some(lane) => lane.has_room(),
        }
    }

    /// Where messages may be lost, the other side must hear what they cost, or it would owe it for
    /// ever. It is told when nothing more may leave.
    fn tell_spent(&self, to: Slot, flow: &Flow) {
        if let (Some(lane), false) = (&self.lane, flow.sending.has_room()) {
            let frame = Frame::Spent { to, units: flow.spent };
            lane.say(&self.link, |out| frame.write(out));
        }
    }

    /// Waits until everything that was sent has left.
    pub(super) async fn flushed(&self) {
        if let Some(lane) = &self.lane {
            lane.flushed().await;
        }
        self.link.flushed().await;
    }

    pub(super) fn reason(&self) -> Option<&ExitReason> {
        self.gone.get()
    }
}

impl Room for Target {
    fn id(&self) -> ActorId {
        self.id
    }

    fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.peer.gone.get().is_some() {
            return Poll::Ready(());
        }
        let mut flow = lock(&self.flow);
        if !flow.sending.has_room() {
            if !flow.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
                flow.waiting.push_back(cx.waker().clone());
            }
            return Poll::Pending;
        }
        drop(flow);
        match &self.peer.lane {
            None => self.peer.link.poll_room(cx),
            Some(lane) => lane.poll_room(cx),
        }
    }

    fn give_way(&self) {
        let next = lock(&self.flow).waiting.pop_front();
        if let Some(waker) = next {
            waker.wake();
        }
    }
}

impl Remote for Target {
    fn post(&self, post: Post<'_>) -> Result<Pressure, ExitReason> {
        if let Some(reason) = self.peer.gone.get() {
            return Err(reason.clone());
        }
        let reply = post
            .reply
            .map(|place| Place { process: place.process.get(), correlation: place.correlation });
        let frame = Frame::Message {
            to: slot(self.id),
            from: Origin { process: post.sender.process.get(), slot: slot(post.sender) },
            wire: post.wire,
            reply,
            body: post.body,
        };
        // One who asks alone waits for nobody; many who ask share a write.
        let alone = reply.is_some() && lock(&self.peer.asks).len() == 1;
        let leave = if alone { Leave::Now } else { Leave::Gathered };
        let keep = match reply {
            _ if self.peer.lane.is_some() && post.wire == ActorExitRequest::WIRE => Keep::Word,
            Some(_) => Keep::No,
            None => Keep::Yes,
        };
        let cost = cost(post.body.len());
        let mut flow = lock(&self.flow);
        if flow.sending.spend(cost) {
            let room = flow.sending.has_room();
            if !room {
                self.room.store(false, Ordering::Release);
            }
            flow.spent += u64::from(cost);
            // Under the lock, so that nothing overtakes it.
            let Some(batch) = self.peer.send(leave, keep, cost, |out| frame.write(out)) else {
                return Err(self.peer.gone.get().cloned().unwrap_or(ExitReason::Gone));
            };
            flow.sending.has_left(cost, batch);
            self.peer.tell_spent(slot(self.id), &flow);
            let slow = !room || !self.peer.has_room();
            return Ok(if slow { Pressure::High } else { Pressure::Low });
        }
        let mut held = Held { frame: Vec::new(), keep };
        frame.write(&mut held.frame);
        flow.sending.hold(cost, held);
        drop(flow);
        // Lost between the question and now: what was held is handed out by whoever comes last.
        if let Some(reason) = self.peer.gone.get() {
            let mut held = lock(&self.flow);
            if held.sending.abandon().count() > 0 {
                return Err(reason.clone());
            }
        }
        Ok(Pressure::High)
    }

    fn ended(&self) -> Option<ExitReason> {
        self.peer.gone.get().cloned()
    }

    fn has_room(&self) -> bool {
        self.room.load(Ordering::Acquire) && self.peer.has_room()
    }

    fn limit(&self) -> usize {
        self.peer.limit()
    }
}

/// What messages to another process go over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Stream,
    Datagrams,
}

/// The numbers of an actor within its process.
pub(super) const fn slot(id: ActorId) -> Slot {
    Slot { index: id.index, generation: id.generation }
}
