//! What holds in every process of a system: the one who starts it says so, the others are told.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

use crate::wire::limits;

/// What holds in every process of a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// The name of the system, for people.
    pub(crate) name: String,
    /// How many messages may wait for an actor whose attributes don't say it.
    pub(crate) mailbox: u32,
    /// The most bytes that a message has between processes.
    pub(crate) message_limit: u64,
    /// How long an ask waits that does not say so itself; without one, as long as the actor lives.
    pub(crate) ask_timeout: Option<Duration>,
    /// How long the making of an actor may take that does not say so itself.
    pub(crate) create_timeout: Duration,
    /// How long an actor may keep its thread before it is named; without one, for ever.
    pub(crate) block_warning: Option<Duration>,
    /// What is logged, and where to.
    pub(crate) log: LogRules,
}

/// What is logged, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogRules {
    /// Whether processes of actors have a subscriber of the system.
    pub(crate) installed: bool,
    /// A level, and levels for targets.
    pub(crate) levels: String,
    /// What programs show on their stderr of it.
    pub(crate) stderr: LogLevel,
    pub(crate) format: LogFormat,
    /// Where all of it is written.
    pub(crate) file: Option<PathBuf>,
    /// When a file is full, in bytes.
    pub(crate) file_size: u64,
    /// How many files are kept.
    pub(crate) files: u32,
    /// How many bytes of events may wait to be written.
    pub(crate) buffer: u64,
}

impl Default for LogRules {
    fn default() -> Self {
        Self {
            installed: true,
            levels: "warn".to_owned(),
            stderr: LogLevel::Warn,
            format: LogFormat::Text,
            file: None,
            file_size: 64 * 1024 * 1024,
            files: 5,
            buffer: 8 * 1024 * 1024,
        }
    }
}

/// How bad or how fine an event is, and which of them are wanted: those up to a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "there are no other levels")]
pub enum LogLevel {
    /// None.
    Off,
    /// Something failed.
    Error,
    /// Something is not as it should be.
    Warn,
    /// Something that happened is of use to know.
    Info,
    /// What happens within.
    Debug,
    /// Every step.
    Trace,
}

impl LogLevel {
    /// The names of all levels.
    pub(crate) const NAMES: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

    const ALL: [Self; 6] =
        [Self::Off, Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace];
}

impl FromStr for LogLevel {
    type Err = UnknownWord;

    fn from_str(name: &str) -> Result<Self, UnknownWord> {
        let at = Self::NAMES.iter().position(|word| word.eq_ignore_ascii_case(name));
        at.map(|at| Self::ALL[at]).ok_or_else(|| UnknownWord(name.to_owned()))
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Self::NAMES[*self as usize])
    }
}

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// An object in JSON on one line.
    Json,
}

impl LogFormat {
    /// The names of all formats.
    pub(crate) const NAMES: [&str; 2] = ["text", "json"];
}

impl FromStr for LogFormat {
    type Err = UnknownWord;

    fn from_str(name: &str) -> Result<Self, UnknownWord> {
        match name {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(UnknownWord(name.to_owned())),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Self::NAMES[*self as usize])
    }
}

/// No level and no format has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is none; levels are `off`, `error`, `warn`, `info`, `debug` and `trace`, and formats \
     `text` and `json`"
)]
pub struct UnknownWord(String);

/// How many messages may wait for an actor, unless said otherwise.
pub(crate) const MAILBOX: u32 = 1024;

/// How long the making of an actor may take, unless said otherwise.
pub(crate) const CREATE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long an actor may keep its thread before it is named, unless said otherwise.
pub(crate) const BLOCK_WARNING: Duration = Duration::from_millis(200);

impl Default for Rules {
    fn default() -> Self {
        Self {
            name: String::new(),
            mailbox: MAILBOX,
            message_limit: limits::DEFAULT,
            ask_timeout: None,
            create_timeout: CREATE_TIMEOUT,
            block_warning: Some(BLOCK_WARNING),
            log: LogRules::default(),
        }
    }
}
