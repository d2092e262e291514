//! The task of one actor: the two calls of its own code, and around them the life that all actors
//! lead.
//!
//! This is all of an actor's task that is compiled for each type of actors, with what its body
//! does; so it is short.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context as Task, Poll},
};

use pin_project_lite::pin_project;

use super::{
    body::{Body, Typed},
    ending,
    guard::Guarded,
    life::{Life, Step},
    span, watchdog,
};
use crate::actor::{
    apart::Parts,
    context::Context,
    host::working,
    id::ActorId,
    notes::{self, Notes},
    registered::WhenReady,
    restart::Restart,
    traits::{Envelope, Flow, Runs},
    transient::Transient,
};

/// The whole life of an actor.
pub(crate) fn run<A: Runs>(
    ctx: Context<A>,
    args: A::Args,
    (restart, transient): (Restart, Option<Transient>),
    ready: Option<WhenReady>,
) -> impl Future<Output = ()> + Send {
    let (speaker, notes) = (ctx.me.id, None);
    let is_watched = watchdog::watches(&*ctx.me.host);
    let mut life = Life::new(Typed::<A>::FORM, &*ctx.me, (restart, transient), ready);
    let mut body = Typed::new(ctx, args);
    // Both stay where they are until the end, so that they are not moved and are there once. What
    // an actor needs only at its end has a block of its own then.
    let future = async move {
        loop {
            let step = if life.is_easy() && body.pop_sealed() {
                life.begin(body.kind(), body.in_hand(), &*body.parts.me);
                Step::Handle
            } else if life.is_easy() && body.has_nothing() {
                // The usual wait: `Life::take`, without a future of its own.
                life.before_waiting(&body);
                let taken = poll_fn(|cx| body.poll_take(cx, &mut life.signals)).await;
                life.took(taken, body.in_hand());
                continue;
            } else if let Some(step) = life.next(&mut body) {
                step
            } else {
                life.wait(&mut body).await;
                continue;
            };
            match step {
                Step::Build => {
                    let (Parts { me, ctx, .. }, args) = (&mut body.parts, &body.args);
                    let built = Guarded::new(A::init(args.clone(), ctx), &**me, None).await;
                    let built = body.keep(built);
                    life.built(&mut body, built);
                }
                Step::Handle => {
                    let Parts { me, ctx, actor: Some(actor), envelope: Some(envelope) } =
                        &mut body.parts
                    else {
                        unreachable!("a message is in its place, and the actor is built")
                    };
                    let handled = match A::APART {
                        Some(apart) if envelope.is_blocking() => (apart.0)(&mut body.parts).await,
                        _ => {
                            let span = span::handling(|| envelope.name());
                            Guarded::new(actor.dispatch(envelope, ctx), &**me, span).await
                        }
                    };
                    match handled {
                        Ok(Flow::Continue) if body.is_done() && life.is_plain() => {
                            body.parts.envelope = None;
                        }
                        handled => life.handled(&mut body, handled),
                    }
                }
                Step::Ready => {
                    let Parts { me, ctx, actor: Some(actor), .. } = &mut body.parts else {
                        unreachable!("messages are handled once the actor is built")
                    };
                    let ready = Guarded::new(actor.get_ready(ctx), &**me, None).await;
                    life.got_ready(&mut body, ready);
                }
                Step::End => break,
            }
        }
        let end = life.last(&mut body);
        Box::pin(ending::end(&mut body, end)).await;
    };
    Speaking { speaker, name: A::name, notes, is_watched, future }
}

pin_project! {
    /// A future that speaks as an actor whenever it runs.
    pub(crate) struct Speaking<F> {
        pub(crate) speaker: ActorId,
        // The name of its type.
        pub(crate) name: fn() -> &'static str,
        // What is noted of it, while it does not run.
        pub(crate) notes: Option<Arc<Notes>>,
        // Whether it can keep a thread from others.
        pub(crate) is_watched: bool,
        #[pin]
        pub(crate) future: F,
    }
}

impl<F: Future> Future for Speaking<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<F::Output> {
        let this = self.project();
        notes::swap(this.notes);
        if *this.is_watched {
            watchdog::begin(*this.speaker);
        }
        let polled = working(*this.speaker, *this.name, || this.future.poll(cx));
        if *this.is_watched {
            watchdog::end();
        }
        notes::swap(this.notes);
        polled
    }
}
