//! What an event or a span says, field by field.

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use tracing::field::{Field, Visit};

use super::record::Value;

/// The most characters of one text: more of it is cut off.
const LONGEST: usize = 8 * 1024;

/// The fields of an event, the message apart.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) message: String,
    pub(crate) fields: Vec<(Cow<'static, str>, Value<'static>)>,
}

impl Said {
    fn put(&mut self, field: &Field, value: Value<'static>) {
        self.fields.push((field.name().into(), value));
    }

    fn put_text(&mut self, field: &Field, text: String) {
        if field.name() == "message" {
            self.message = text;
        } else {
            self.put(field, Value::Text(text.into()));
        }
    }
}

impl Visit for Said {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, Value::Bool(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, Value::Int(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, Value::Uint(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, Value::Float(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put_text(field, cut(value).to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = Bounded(String::new());
        // It fails when there is no more room.
        let _ = write!(text, "{value:?}");
        self.put_text(field, text.0);
    }
}

/// The fields of a span, as text.
#[derive(Debug, Default)]
pub(crate) struct Spoken(pub(crate) String);

impl Visit for Spoken {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{}", cut(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(field.name());
        self.0.push('=');
        let mut text = Bounded(std::mem::take(&mut self.0));
        // It fails when there is no more room.
        let _ = write!(text, "{value:?}");
        self.0 = text.0;
    }
}

/// Text with a limit.
struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = LONGEST.saturating_sub(self.0.len());
        let fits = &text[..text.floor_char_boundary(room)];
        self.0.push_str(fits);
        if fits.len() < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}
