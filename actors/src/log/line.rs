//! A record as a line.

use std::{
    fmt::{self, Write},
    time::{Duration, UNIX_EPOCH},
};

use serde::{Serialize, ser::SerializeMap};

use super::record::{Record, Value};
use crate::actor::rules::LogFormat;

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) system: String,
    pub(crate) pid: u32,
    pub(crate) role: Role,
}

/// What a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Program,
    Admin,
    Host,
}

impl Role {
    /// As it stands in a frame.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }

    /// From a frame; what is none of them is the process of an actor.
    pub(crate) const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Program,
            1 => Self::Admin,
            _ => Self::Host,
        }
    }

    /// Who is named where no actor was at work.
    const fn name(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Admin => "admin",
            Self::Host => "process",
        }
    }
}

/// Appends the line of a record.
pub(crate) fn write(format: LogFormat, record: &Record<'_>, origin: &Origin, out: &mut String) {
    // A string takes everything.
    let _ = match format {
        LogFormat::Text => writeln!(out, "{}", Text(record, origin)),
        LogFormat::Json => writeln!(out, "{}", json(record, origin)),
    };
}

/// A line for people: time, level, system, actor, address, process, target, what it says.
struct Text<'a>(&'a Record<'a>, &'a Origin);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(record, origin) = *self;
        let level = record.level.to_string().to_uppercase();
        write!(f, "{} {level:>5} {} ", time(record), origin.system)?;
        match &record.actor {
            Some((name, id)) => write!(f, "{name} {id} ")?,
            None => write!(f, "{} - ", origin.role.name())?,
        }
        write!(f, "{} {}: ", origin.pid, record.target)?;
        for span in &record.spans {
            write!(f, "{}: ", OneLine(span))?;
        }
        write!(f, "{}", OneLine(&record.message))?;
        for (at, (name, value)) in record.fields.iter().enumerate() {
            let space = if at == 0 && record.message.is_empty() { "" } else { " " };
            write!(f, "{space}{name}=")?;
            match value {
                Value::Bool(value) => write!(f, "{value}")?,
                Value::Int(value) => write!(f, "{value}")?,
                Value::Uint(value) => write!(f, "{value}")?,
                Value::Float(value) => write!(f, "{value}")?,
                Value::Text(text) if text.is_empty() || text.contains(char::is_whitespace) => {
                    write!(f, "{text:?}")?;
                }
                Value::Text(text) => write!(f, "{}", OneLine(text))?,
            }
        }
        Ok(())
    }
}

/// Text without ends of lines and other control characters.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in self.0.split_inclusive(char::is_control) {
            match piece.chars().next_back().filter(|last| last.is_control()) {
                Some(last) => {
                    let rest = piece.strip_suffix(last).unwrap_or(piece);
                    write!(f, "{rest}{}", last.escape_default())?;
                }
                None => f.write_str(piece)?,
            }
        }
        Ok(())
    }
}

fn time(record: &Record<'_>) -> impl fmt::Display {
    let at = UNIX_EPOCH.checked_add(Duration::from_micros(record.time)).unwrap_or(UNIX_EPOCH);
    humantime::format_rfc3339_micros(at)
}

/// An object for programs.
fn json(record: &Record<'_>, origin: &Origin) -> String {
    let actor = record.actor.as_ref();
    let object = Object {
        time: time(record).to_string(),
        level: record.level.to_string(),
        system: &origin.system,
        actor: actor.map_or(origin.role.name(), |(name, _)| name),
        address: actor.map(|(_, id)| id.to_string()),
        pid: origin.pid,
        target: &record.target,
        message: &record.message,
        fields: Fields(record),
        spans: record.spans.iter().map(|span| &**span).collect(),
    };
    // Strings and numbers can be written.
    serde_json::to_string(&object).unwrap_or_default()
}

#[derive(Serialize)]
struct Object<'a> {
    time: String,
    level: String,
    system: &'a str,
    actor: &'a str,
    address: Option<String>,
    pid: u32,
    target: &'a str,
    message: &'a str,
    fields: Fields<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spans: Vec<&'a str>,
}

struct Fields<'a>(&'a Record<'a>);

impl Serialize for Fields<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.fields.len()))?;
        for (name, value) in &self.0.fields {
            match value {
                Value::Bool(value) => map.serialize_entry(name, value)?,
                Value::Int(value) => map.serialize_entry(name, value)?,
                Value::Uint(value) => map.serialize_entry(name, value)?,
                Value::Float(value) => map.serialize_entry(name, value)?,
                Value::Text(value) => map.serialize_entry(name, value)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{
        id::{ActorId, ProcessId},
        rules::LogLevel,
    };

    fn origin() -> Origin {
        Origin { system: "polls".into(), pid: 7, role: Role::Host }
    }

    fn record(id: ActorId) -> Record<'static> {
        Record {
            time: 1_700_000_000_000_001,
            level: LogLevel::Info,
            actor: Some(("app::Counter".into(), id)),
            target: "app".into(),
            message: "added\nmore".into(),
            fields: vec![("n".into(), Value::Int(-3)), ("who".into(), Value::Text("ann b".into()))],
            spans: vec!["handle{message=Add}".into()],
        }
    }

    #[test]
    fn a_line_says_who_and_where() {
        let id = ActorId::root(ProcessId::random());
        let mut line = String::new();
        write(LogFormat::Text, &record(id), &origin(), &mut line);
        assert_eq!(
            line,
            format!(
                "2023-11-14T22:13:20.000001Z  INFO polls app::Counter {id} 7 app: \
                 handle{{message=Add}}: added\\nmore n=-3 who=\"ann b\"\n"
            )
        );
    }

    #[test]
    fn an_object_says_the_same() {
        let id = ActorId::root(ProcessId::random());
        let mut line = String::new();
        write(LogFormat::Json, &record(id), &origin(), &mut line);
        let read: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let expected = serde_json::json!({
            "time": "2023-11-14T22:13:20.000001Z",
            "level": "info",
            "system": "polls",
            "actor": "app::Counter",
            "address": id.to_string(),
            "pid": 7,
            "target": "app",
            "message": "added\nmore",
            "fields": { "n": -3, "who": "ann b" },
            "spans": ["handle{message=Add}"],
        });
        assert_eq!(read, expected);
    }
}
