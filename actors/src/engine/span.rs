//! The span around the handling of a message.

use std::borrow::Cow;

use tracing::{Level, Span, level_filters::LevelFilter};

/// The span of a message with the name that `name` gives; none where nobody wants to see it, which
/// costs a look at one number.
#[inline]
pub(super) fn handling(name: impl FnOnce() -> Cow<'static, str>) -> Option<Box<Span>> {
    if LevelFilter::current() < Level::DEBUG { None } else { open(&name()) }
}

#[cold]
fn open(name: &str) -> Option<Box<Span>> {
    let span = tracing::debug_span!(target: "actors::message", "handle", message = %name);
    (!span.is_disabled()).then(|| Box::new(span))
}
