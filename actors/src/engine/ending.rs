//! The end of an actor: its children go first, what waits is reported, and all who have to know
//! are told.

use std::{
    collections::VecDeque,
    future::poll_fn,
    task::{Context as Task, Poll},
    time::Duration,
};

use crate::{
    actor::{
        context::Context,
        error::ExitReason,
        local::{Content, Parcel},
        system::{ActorExitRequest, Signal, System},
        traits::Actor,
    },
    queue::mailbox::Taken,
};

/// How long an actor that ends waits for its children.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

impl<A: Actor> Context<A> {
    /// Ends the actor. `left` is what it had taken and not handled.
    pub(crate) async fn end(
        mut self,
        left: VecDeque<Parcel<A::Envelope>>,
        reason: ExitReason,
        recursive: bool,
    ) {
        let me = self.me.clone();
        self.forget_timers();
        for parcel in left {
            self.settle(parcel, &reason);
        }
        if recursive {
            self.end_children(&reason).await;
        } else {
            for child in self.me.family.children() {
                me.host.adopt(child);
            }
        }
        if let Some(releasing) = me.host.release_name(me.id) {
            releasing.await;
        }
        me.host.mark(me.id, &reason);
        let (messages, signals) = me.mailbox.close();
        for parcel in messages {
            self.settle(parcel, &reason);
        }
        for signal in signals {
            if let Signal::Watch(watcher) = signal {
                self.me.family.add_watcher(watcher);
            }
        }
        self.tell_family(&reason);
        // Last, so that one who sees the actor gone sees all of its end.
        me.host.retire(me.id, &reason);
    }

    /// Asks the children to end and waits until they have.
    async fn end_children(&mut self, reason: &ExitReason) {
        let me = self.me.clone();
        for child in self.me.family.children() {
            let request = ActorExitRequest::new();
            me.host.say(child, System::Exit(request, inherited(reason)));
        }
        let mut deadline = None;
        let (mut messages, mut signals) = (VecDeque::new(), VecDeque::new());
        while self.me.family.has_children() {
            let deadline =
                deadline.get_or_insert_with(|| Box::pin(me.host.executor().sleep(GRACE)));
            let taken = poll_fn(|cx: &mut Task<'_>| {
                match me.mailbox.poll_take(cx, &mut messages, &mut signals) {
                    Poll::Ready(taken) => Poll::Ready(Some(taken)),
                    Poll::Pending => deadline.as_mut().poll(cx).map(|()| None),
                }
            })
            .await;
            for parcel in messages.drain(..) {
                self.settle(parcel, reason);
            }
            for signal in signals.drain(..) {
                match signal {
                    Signal::Watch(watcher) => self.me.family.add_watcher(watcher),
                    Signal::Unwatch(watcher) => self.me.family.remove_watcher(watcher),
                    Signal::Stop(_) => return self.stop_children(),
                    Signal::Probe { .. }
                    | Signal::Expired
                    | Signal::WorkerReady(_)
                    | Signal::WorkerDone(..)
                    | Signal::Status { .. }
                    | Signal::Report { .. } => {}
                }
            }
            match taken {
                Some(Taken::Some) => {}
                Some(Taken::Closed) => return,
                None => return self.stop_children(),
            }
        }
    }

    fn stop_children(&mut self) {
        for child in self.me.family.children() {
            self.host().signal(child, Signal::Stop(ExitReason::SystemShutdown));
        }
    }

    /// Keeps the books with what comes too late to be handled.
    fn settle(&mut self, parcel: Parcel<A::Envelope>, reason: &ExitReason) {
        if let Content::System(system) = &parcel.content {
            if let System::ChildExited(child, _) = **system {
                self.me.family.remove_child(child);
            }
            return;
        }
        let Parcel { sender, content } = parcel;
        let content = match content {
            Content::Work(work) => {
                self.sender = sender;
                match self.give_back(work) {
                    Ok(()) => return,
                    Err(work) => Content::Work(work),
                }
            }
            content => content,
        };
        self.me.bury(Parcel { sender, content }, reason);
    }
}

/// Why the children of an actor that ended so end.
fn inherited(reason: &ExitReason) -> ExitReason {
    match reason {
        ExitReason::SystemShutdown => ExitReason::SystemShutdown,
        _ => ExitReason::Requested,
    }
}
