//! The values of settings: how each type is read from where it was written, and how it is shown.

use std::{
    fmt, net::SocketAddr, num::NonZeroU32, ops::Deref, path::PathBuf, str::FromStr, time::Duration,
};

use bytesize::ByteSize;

use super::mistake::nearest;
use crate::{
    actor::{
        capability::Value,
        rules::{LogFormat, LogLevel},
    },
    log::directives::{BadWord, Directives},
    system::{builder::ProcessStartup, kind::Base},
    wire::limits,
};

/// A setting that is in force: its value, and where that is from.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting<T> {
    pub(crate) value: T,
    pub(crate) source: Source,
}

impl<T> Setting<T> {
    /// The value.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Where it was said.
    #[must_use]
    pub const fn source(&self) -> &Source {
        &self.source
    }
}

impl<T: PartialEq> Setting<T> {
    /// What holds in the system: said by another program, where it is something else.
    pub(crate) fn take(&mut self, of_system: T) {
        if self.value != of_system {
            *self = Self { value: of_system, source: Source::System };
        }
    }
}

impl<T> Deref for Setting<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Where a value was said.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// Nowhere: it holds by default.
    Default,
    /// By a call of the builder.
    Builder(&'static str),
    /// By this variable of the environment.
    Variable(&'static str),
    /// In a file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// By the program that started the system, which this one has joined.
    System,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Builder(call) => f.write_str(call),
            Self::Variable(name) => f.write_str(name),
            Self::File { path, line, column } => write!(f, "{}:{line}:{column}", path.display()),
            Self::System => f.write_str("the program that started the system"),
        }
    }
}

/// A value as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw<'a> {
    /// As it stands there.
    pub(super) written: &'a str,
    pub(super) kind: Kind<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'a> {
    /// The text of a variable, or of a call: it may mean anything.
    Plain,
    /// A string of a file, without its quotes.
    Text(&'a str),
    Integer(i64),
    Bool(bool),
    Other,
}

impl Raw<'_> {
    fn text(&self) -> Option<&str> {
        match self.kind {
            Kind::Plain => Some(self.written),
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    fn integer(&self) -> Option<i64> {
        match self.kind {
            Kind::Plain => self.written.parse().ok(),
            Kind::Integer(number) => Some(number),
            _ => None,
        }
    }

    fn parse<T: FromStr>(&self) -> Result<T, Wrong> {
        self.text().and_then(|text| text.parse().ok()).ok_or(Wrong::default())
    }
}

/// A value that is none: more than that is known where a word is nearly right.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wrong(pub(super) Option<String>);

/// A type that a setting may have.
pub(super) trait Readable: Sized {
    /// What is expected, in words.
    const IS: &'static str;

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong>;

    /// As one would write it in a file.
    fn show(&self) -> String;
}

/// A word out of a few.
fn choose<T: FromStr>(raw: &Raw<'_>, words: &[&str]) -> Result<T, Wrong> {
    let Some(text) = raw.text() else { return Err(Wrong::default()) };
    text.parse().map_err(|_| Wrong(nearest(text, words.iter().copied()).map(str::to_owned)))
}

impl Readable for Base {
    const IS: &'static str = "a base: `simple`, `threads`, `queue`, `tcp` or `udp`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        let names = Self::ALL.map(|base| base.to_string());
        choose(raw, &names.each_ref().map(String::as_str))
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Readable for ProcessStartup {
    const IS: &'static str = "a way to start processes: `zygote` or `spawn`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        choose(raw, &["zygote", "spawn"])
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Readable for String {
    const IS: &'static str = "a name: 1 to 64 characters, none of which is a control character";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        let is_name = |text: &&str| {
            (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control)
        };
        raw.text().filter(is_name).map(str::to_owned).ok_or(Wrong::default())
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Readable for SocketAddr {
    const IS: &'static str = "an address with a port, such as `127.0.0.1:1900`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        raw.parse()
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Readable for Duration {
    const IS: &'static str = "a duration with its unit, such as `10s`, `500ms` or `2min`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        let text = raw.text().ok_or(Wrong::default())?;
        humantime::parse_duration(text).map_err(|_| Wrong::default())
    }

    fn show(&self) -> String {
        quoted(&humantime::format_duration(*self))
    }
}

/// How long something may take until it is said, or `off`: read as `200ms` or `off`, and so shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeLimit(Option<Duration>);

impl TimeLimit {
    /// It is never said.
    pub const OFF: Self = Self(None);

    /// It is said after this time; zero is [`OFF`](Self::OFF).
    #[must_use]
    pub const fn after(limit: Duration) -> Self {
        if limit.is_zero() { Self::OFF } else { Self(Some(limit)) }
    }

    /// The time, if it is not off.
    #[must_use]
    pub const fn get(self) -> Option<Duration> {
        self.0
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(limit) => humantime::format_duration(limit).fmt(f),
            None => f.write_str("off"),
        }
    }
}

impl Readable for TimeLimit {
    const IS: &'static str = "a duration with its unit, such as `200ms`, or `off`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        if raw.text() == Some("off") || raw.integer() == Some(0) {
            return Ok(Self::OFF);
        }
        Duration::read(raw).map(Self::after)
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl<T: Readable> Readable for Option<T> {
    const IS: &'static str = T::IS;

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        T::read(raw).map(Some)
    }

    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "none".to_owned(), T::show)
    }
}

impl Readable for NonZeroU32 {
    const IS: &'static str = "a whole number from 1 on";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        let number = raw.integer().and_then(|number| u32::try_from(number).ok());
        number.and_then(Self::new).ok_or(Wrong::default())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A number of bytes: read as `16 MiB`, `500 kB`, and so shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(u64);

impl Size {
    /// So many bytes.
    #[must_use]
    pub const fn bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// So many MiB.
    #[must_use]
    pub const fn mib(mib: u32) -> Self {
        Self(mib as u64 * 1024 * 1024)
    }

    /// The number of bytes.
    #[must_use]
    pub const fn as_bytes(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];
        match units.iter().find(|(_, bits)| self.0 > 0 && self.0.is_multiple_of(1 << bits)) {
            Some((unit, bits)) => write!(f, "{} {unit}", self.0 >> bits),
            None => write!(f, "{} B", self.0),
        }
    }
}

impl Readable for Size {
    const IS: &'static str = "a size from 64 KiB to 1 GiB, such as `16 MiB`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        let bytes = raw.parse::<ByteSize>()?.as_u64();
        let fits = (limits::LEAST..=limits::MOST).contains(&bytes);
        if fits { Ok(Self(bytes)) } else { Err(Wrong::default()) }
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Readable for LogLevel {
    const IS: &'static str = "a level: `off`, `error`, `warn`, `info`, `debug` or `trace`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        choose(raw, &Self::NAMES)
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Readable for LogFormat {
    const IS: &'static str = "a format: `text` or `json`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        choose(raw, &Self::NAMES)
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

/// A level, and levels for targets: `info,my_app::db=debug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels(pub(crate) String);

impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Readable for Levels {
    const IS: &'static str = "a level and levels for targets, such as `info,my_app::db=debug`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        let text = raw.text().ok_or(Wrong::default())?;
        match Directives::parse(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(BadWord(word)) => Err(Wrong(
                nearest(&word, LogLevel::NAMES).map(|level| text.replacen(&word, level, 1)),
            )),
        }
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Readable for PathBuf {
    const IS: &'static str = "the path of a file";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        let text = raw.text().filter(|text| !text.is_empty()).ok_or(Wrong::default())?;
        // Other processes of the system are elsewhere.
        std::path::absolute(text).map_err(|_| Wrong::default())
    }

    fn show(&self) -> String {
        quoted(&self.display())
    }
}

impl Readable for bool {
    const IS: &'static str = "`true` or `false`";

    fn read(raw: &Raw<'_>) -> Result<Self, Wrong> {
        match raw.kind {
            Kind::Bool(value) => Ok(value),
            Kind::Plain => raw.parse(),
            _ => Err(Wrong::default()),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

fn quoted(value: &impl fmt::Display) -> String {
    format!("{:?}", value.to_string())
}

/// A key as one writes it in a file.
pub(super) fn key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(is_bare) { key.to_owned() } else { format!("{key:?}") }
}

/// The value of a capability as one writes it in a file.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(value) => format!("{value:?}"),
        Value::List(values) => {
            format!("[{}]", values.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Value::Map(values) => {
            let pairs =
                values.iter().map(|(name, value)| format!("{} = {}", key(name), shown(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}
