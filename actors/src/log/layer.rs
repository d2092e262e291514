//! The layer that sees the events of this process, and knows whose they are.

use std::cell::Cell;

use tracing::{
    Event, Metadata, Subscriber,
    level_filters::LevelFilter,
    span::{Attributes, Id, Record as Values},
    subscriber::Interest,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, Filter},
    registry::LookupSpan,
};

use super::{
    record::{Record, now},
    route,
    visit::{Said, Spoken},
};
use crate::actor::host;

/// A layer for a program that has a subscriber of its own: with it, the program's events and those
/// of the actors that live in it are logged with all others of their system.
///
/// Events of other processes need no layer. A program without a subscriber needs none either: the
/// first system that it starts installs one.
///
/// ```
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let subscriber = tracing_subscriber::registry().with(actors::log::layer());
/// tracing::subscriber::set_global_default(subscriber)?;
/// # Ok::<(), tracing::subscriber::SetGlobalDefaultError>(())
/// ```
#[must_use = "a layer is added to a subscriber"]
pub fn layer<S>() -> impl Layer<S> + Send + Sync + 'static
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Gathering.with_filter(Wanted)
}

/// Lets through what a system wants.
struct Wanted;

impl<S> Filter<S> for Wanted {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        route::wants(metadata)
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        if route::wants(metadata) { Interest::always() } else { Interest::never() }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(route::finest())
    }
}

/// Gives events to the system that they belong to.
struct Gathering;

/// A span, as text.
struct Told(String);

impl<S> Layer<S> for Gathering
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Spoken::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(Told(fields.0));
    }

    fn on_record(&self, id: &Id, values: &Values<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut extensions = span.extensions_mut();
        let Some(told) = extensions.get_mut::<Told>() else { return };
        let mut fields = Spoken(std::mem::take(&mut told.0));
        values.record(&mut fields);
        told.0 = fields.0;
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let Some(_busy) = Busy::enter() else { return };
        let speaking = host::at_work();
        let process = speaking.map(|(id, _)| id.process);
        let process = process.or_else(|| host::current().map(|host| host.process()));
        let metadata = event.metadata();
        let Some(gatherer) = route::find(process).filter(|found| found.wants(metadata)) else {
            return;
        };
        let mut said = Said::default();
        event.record(&mut said);
        let spans = context.event_scope(event).into_iter().flat_map(|scope| scope.from_root());
        let spans = spans.map(|span| {
            let extensions = span.extensions();
            let fields = extensions.get::<Told>().map_or("", |told| told.0.as_str());
            format!("{}{{{fields}}}", span.name()).into()
        });
        gatherer.take(&Record {
            time: now(),
            level: (*metadata.level()).into(),
            actor: speaking.map(|(id, name)| (name.into(), id)),
            target: metadata.target().into(),
            message: said.message.as_str().into(),
            fields: said.fields,
            spans: spans.collect(),
        });
    }
}

thread_local! {
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Logging itself logs nothing.
struct Busy;

impl Busy {
    fn enter() -> Option<Self> {
        // A thread on its way out has no more to say.
        let was = BUSY.try_with(|busy| busy.replace(true)).ok()?;
        (!was).then_some(Self)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let _ = BUSY.try_with(|busy| busy.set(false));
    }
}
