//! What an actor of this process has been sent by one other process, and what of it it has handled:
//! when it has, the other side may send more, and need not keep it any longer.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Wake, Waker},
    time::Duration,
};

use super::{network::Network, peer::Peer};
use crate::{
    actor::{
        host::Host,
        local::{AnyLocal, Intake},
    },
    protocol::credit::{Awaited, Credit, Receiving},
    queue::lock,
    wire::frame::Slot,
};

/// How long the other side keeps messages that were handled, when nothing more comes.
const REST: Duration = Duration::from_millis(10);

/// The account of one actor with one other process.
pub(super) struct Account {
    pub(super) to: Slot,
    pub(super) local: Arc<dyn AnyLocal>,
    network: Arc<Network>,
    peer: Arc<Peer>,
    books: Mutex<Books>,
    /// Whether the actor is one that may hold messages, and handle later ones first.
    may_hold: bool,
}

#[derive(Default)]
struct Books {
    receiving: Receiving,
    /// Whether the mailbox will say when more has been handled.
    watching: bool,
    /// Whether what is owed will be granted in a while.
    resting: bool,
}

impl Account {
    pub(super) fn new(
        to: Slot,
        local: Arc<dyn AnyLocal>,
        network: Arc<Network>,
        peer: Arc<Peer>,
    ) -> Arc<Self> {
        let may_hold = local.may_hold();
        Arc::new(Self { to, local, network, peer, books: Mutex::default(), may_hold })
    }

    /// Lets the actor take what has come. `false` when it has ended; then that is reported.
    pub(super) fn deliver(
        self: &Arc<Self>,
        intake: &mut dyn Intake,
        cost: u32,
        awaited: Awaited,
    ) -> bool {
        // Under the lock, so that the mailbox can't say that it was handled before it stands here.
        let mut books = lock(&self.books);
        let watch = (!books.watching).then(|| Waker::from(self.clone()));
        let Some(last) = intake.deliver(watch.as_ref()) else {
            drop(books);
            // What is sent to the dead costs nothing.
            self.peer.owe(self.to, cost, Credit::Granted);
            return false;
        };
        books.watching = true;
        books.receiving.arrive(last, cost, awaited);
        let lent = self.lend(&mut books);
        drop(books);
        self.pay(lent);
        true
    }

    /// What is to be lent while the actor holds messages: what it waits for may be behind them.
    fn lend(&self, books: &mut Books) -> Option<(Credit, u32)> {
        (self.may_hold && self.local.is_holding()).then(|| books.receiving.lend())?
    }

    fn pay(&self, lent: Option<(Credit, u32)>) {
        if let Some((credit, units)) = lent {
            self.peer.owe(self.to, units, credit);
        }
    }

    /// What has come was refused and reported.
    #[cold]
    pub(super) fn refused(self: &Arc<Self>, cost: u32, awaited: Awaited) {
        lock(&self.books).receiving.arrive(0, cost, awaited);
        self.settle();
    }

    /// The other side has spent so much until now: what did not come was lost on the way.
    #[cold]
    pub(super) fn spent(self: &Arc<Self>, units: u64) {
        lock(&self.books).receiving.spent(units);
        self.settle();
    }

    /// Looks at what has been handled, and grants what is worth it.
    fn settle(self: &Arc<Self>) {
        let mut books = lock(&self.books);
        books.watching = false;
        let mut handled = self.local.handled();
        books.receiving.handled(handled);
        while let Some(next) = books.receiving.next() {
            let waker = Waker::from(self.clone());
            if self.local.poll_handled(&mut Context::from_waker(&waker), next).is_pending() {
                books.watching = true;
                break;
            }
            handled = self.local.handled();
            books.receiving.handled(handled);
        }
        let lent = self.lend(&mut books);
        let has_ended = handled == u64::MAX;
        let due = books.receiving.due().or_else(|| has_ended.then(|| books.receiving.rest())?);
        let rests = books.receiving.is_awaited() && !books.resting;
        books.resting |= rests;
        drop(books);
        if let Some(units) = due {
            self.network.acknowledge(&self.peer, self.to, units);
        }
        self.pay(lent);
        if rests {
            self.rest();
        }
    }

    /// Grants what is owed after a while, so that the other side need not keep it for long.
    fn rest(self: &Arc<Self>) {
        let Some(node) = self.network.node() else { return };
        let (account, executor) = (self.clone(), node.executor().clone());
        node.executor().spawn(Box::pin(async move {
            executor.sleep(REST).await;
            let owed = {
                let mut books = lock(&account.books);
                books.resting = false;
                books.receiving.rest()
            };
            if let Some(units) = owed {
                account.network.acknowledge(&account.peer, account.to, units);
            }
        }));
    }
}

impl Wake for Account {
    fn wake(self: Arc<Self>) {
        self.settle();
    }
}
