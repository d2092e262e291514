//! One event as it travels from the process where it happened to the place where it is written.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    actor::{id::ActorId, rules::LogLevel},
    wire::pack::{Reader, Writer},
};

/// One event.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Record<'a> {
    /// Microseconds since the beginning of 1970.
    pub(crate) time: u64,
    pub(crate) level: LogLevel,
    /// The actor that was at work, if one was.
    #[serde(borrow)]
    pub(crate) actor: Option<(Cow<'a, str>, ActorId)>,
    #[serde(borrow)]
    pub(crate) target: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) message: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) fields: Vec<(Cow<'a, str>, Value<'a>)>,
    /// The spans around it, the outermost first, as text.
    #[serde(borrow)]
    pub(crate) spans: Vec<Cow<'a, str>>,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Value<'a> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
}

/// The bytes of the length in front of a record.
const LENGTH: usize = 4;

/// The most bytes that a record has; more of it is left out.
const LONGEST: usize = 64 * 1024;

impl Record<'_> {
    /// Appends the record with its length. `false` when it is too long.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        out.extend_from_slice(&[0; LENGTH]);
        let written = self.values().serialize(&mut Writer::new(out));
        let length = out.len() - start - LENGTH;
        let (Ok(()), Ok(head), true) = (written, u32::try_from(length), length <= LONGEST) else {
            out.truncate(start);
            return false;
        };
        out[start..start + LENGTH].copy_from_slice(&head.to_le_bytes());
        true
    }

    /// The fields in their order, without their names: there are many events.
    fn values(&self) -> impl Serialize {
        let actor = self.actor.as_ref();
        let actor = actor.map(|(name, id)| (name, (id.process, id.index, id.generation)));
        let Self { time, level, target, message, fields, spans, .. } = self;
        (time, level, actor, target, message, fields, spans)
    }
}

/// The records in `bytes`, up to the first that is none.
pub(crate) fn read(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    bodies(bytes).map_while(|body| Record::deserialize(&mut Reader::new(body)).ok())
}

/// How many records there are in `bytes`.
#[cfg(test)]
pub(crate) fn count(bytes: &[u8]) -> u64 {
    bodies(bytes).map(|_| 1).sum()
}

fn bodies(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
        let (body, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        bytes = rest;
        Some(body)
    })
}

/// Now, in microseconds since the beginning of 1970.
pub(crate) fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::id::ProcessId;

    fn record(message: &str) -> Record<'_> {
        Record {
            time: 1,
            level: LogLevel::Info,
            actor: Some(("Counter".into(), ActorId::root(ProcessId::random()))),
            target: "app".into(),
            message: message.into(),
            fields: vec![
                ("n".into(), Value::Int(-1)),
                ("ratio".into(), Value::Float(0.5)),
                ("who".into(), Value::Text("ann".into())),
            ],
            spans: vec!["handle{message=Add}".into()],
        }
    }

    #[test]
    fn records_are_read_as_they_were_written() {
        let mut bytes = Vec::new();
        let (first, second) = (record("first"), record("second"));
        assert!(first.write(&mut bytes) && second.write(&mut bytes));
        assert_eq!(count(&bytes), 2);
        assert_eq!(read(&bytes).collect::<Vec<_>>(), [first, second]);
    }

    #[test]
    fn bytes_that_are_no_record_end_the_reading() {
        let mut bytes = Vec::new();
        assert!(record("first").write(&mut bytes));
        bytes.extend_from_slice(&[9, 0, 0, 0, 1, 2]);
        assert_eq!(read(&bytes).count(), 1);
        bytes.extend_from_slice(&[255; 64]);
        assert_eq!(read(&bytes).count(), 1);
    }

    #[test]
    fn a_record_that_is_too_long_is_not_written() {
        let mut bytes = vec![7];
        assert!(!record(&"x".repeat(LONGEST)).write(&mut bytes));
        assert_eq!(bytes, [7]);
    }
}
