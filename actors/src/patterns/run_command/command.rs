//! What is to be run, and what came of it.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{Recipient, message};

/// How much of an output is kept, unless said otherwise: 1 MiB.
const CAPTURE: u64 = 1024 * 1024;

/// A program to be run: what a [`RunCommand`](super::RunCommand) takes. Ask it, and the answer is
/// the [`CommandResult`].
///
/// Arguments are given to the program as they are; no shell reads them, unless
/// [`shell`](Self::shell) asks for one.
///
/// Secrets are shown neither by `{:?}` nor in any log of this crate. (The operating system shows
/// the arguments of a program to all users of the machine; its environment and its input it does
/// not.)
///
/// ```
/// use actors::patterns::run_command::Command;
///
/// let command = Command::new("login").arg("--user").arg("me").secret_env("TOKEN", "s3cr3t");
/// assert!(!format!("{command:?}").contains("s3cr3t"));
/// ```
#[message(name = "actors.Command")]
pub struct Command {
    pub(super) program: String,
    pub(super) arguments: Vec<Word>,
    pub(super) environment: BTreeMap<String, Word>,
    pub(super) clear: Inherited,
    pub(super) directory: Option<String>,
    pub(super) input: Input,
    pub(super) limit: Option<Duration>,
    pub(super) capture: u64,
    pub(super) most: Option<u64>,
    pub(super) listener: Option<Listener>,
}

/// Whether the program gets the environment of the actor's process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Inherited {
    All,
    Nothing,
}

/// A value that may be a secret.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Word {
    Plain(String),
    Secret(String),
}

/// What the program reads; it is never shown.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input(pub(super) Vec<u8>);

/// Who gets the output as it comes, and in which pieces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Listener {
    Lines(Recipient<CommandOutput>),
    Chunks(Recipient<CommandOutput>),
}

/// A piece of output, as it came.
#[message(name = "actors.CommandOutput")]
#[derive(PartialEq, Eq)]
pub struct CommandOutput {
    /// Which of its outputs.
    pub stream: Stream,
    /// The bytes; of a line without its end.
    pub bytes: Vec<u8>,
}

/// The outputs of a program.
#[message(name = "actors.Stream")]
#[derive(Copy, PartialEq, Eq)]
pub enum Stream {
    /// Its standard output.
    Out,
    /// Its standard error.
    Error,
}

/// What came of a program.
#[message(name = "actors.CommandResult")]
#[derive(PartialEq, Eq)]
#[non_exhaustive]
pub struct CommandResult {
    /// How it ended.
    pub status: CommandStatus,
    /// What it printed on its standard output.
    pub stdout: Captured,
    /// What it printed on its standard error.
    pub stderr: Captured,
    /// How long it ran.
    pub duration: Duration,
}

/// How a program ended.
#[message(name = "actors.CommandStatus")]
#[derive(Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandStatus {
    /// By itself, with this status.
    Exited(i32),
    /// By this signal.
    Signalled(i32),
    /// It was killed: its time was over.
    TimedOut,
    /// It was killed: it printed more than it may.
    TooMuchOutput,
    /// It was killed by a [`StopCommand`](super::StopCommand).
    Stopped,
}

/// What was kept of an output.
#[message(name = "actors.Captured")]
#[derive(PartialEq, Eq)]
#[non_exhaustive]
pub struct Captured {
    /// The first bytes.
    pub bytes: Vec<u8>,
    /// How many there were in all.
    pub total: u64,
}

/// Why a program did not run to its end.
#[message(name = "actors.CommandError")]
#[derive(PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// It could not be started.
    #[error("`{program}` could not be started: {reason}")]
    NotStarted {
        /// The program.
        program: String,
        /// What the operating system says.
        reason: String,
    },
    /// The actor has ended, and killed the program if it ran.
    #[error("the actor that ran it has ended")]
    Ended,
    /// Too many commands wait for their turn.
    #[error("too many commands wait for their turn")]
    Busy,
}

impl Command {
    /// Runs `program`, found as a shell finds it.
    #[must_use]
    pub fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment: BTreeMap::new(),
            clear: Inherited::All,
            directory: None,
            input: Input(Vec::new()),
            limit: None,
            capture: CAPTURE,
            most: None,
            listener: None,
        }
    }

    /// Lets `/bin/sh` run `script`. What comes from others belongs into an argument or the
    /// environment, and not into the script.
    #[must_use]
    pub fn shell(script: impl Into<String>) -> Self {
        Self::new("/bin/sh").arg("-c").arg(script)
    }

    /// An argument.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(Word::Plain(argument.into()));
        self
    }

    /// Arguments.
    #[must_use]
    pub fn args<T: Into<String>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|word| Word::Plain(word.into())));
        self
    }

    /// An argument that is not shown.
    #[must_use]
    pub fn secret_arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(Word::Secret(argument.into()));
        self
    }

    /// A variable of the environment.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.insert(name.into(), Word::Plain(value.into()));
        self
    }

    /// A variable of the environment that is not shown.
    #[must_use]
    pub fn secret_env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.insert(name.into(), Word::Secret(value.into()));
        self
    }

    /// The program gets no variables but those that are said here.
    #[must_use]
    pub fn clear_env(mut self) -> Self {
        self.clear = Inherited::Nothing;
        self
    }

    /// Where it runs; else where the actor's process does.
    #[must_use]
    pub fn directory(mut self, directory: impl Into<String>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// What it reads; else nothing. It is not shown.
    #[must_use]
    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = Input(input.into());
        self
    }

    /// Kills it after this time; else it may run for ever.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How many bytes of each output stand in the result: 1 MiB unless said otherwise. What is
    /// more is counted and let go.
    #[must_use]
    pub fn capture(mut self, bytes: u64) -> Self {
        self.capture = bytes;
        self
    }

    /// Kills it when it has printed more than so many bytes; else it may print without an end.
    #[must_use]
    pub fn max_output(mut self, bytes: u64) -> Self {
        self.most = Some(bytes);
        self
    }

    /// Sends each line that it prints to `recipient` as it comes. A line of more than 64 KiB comes
    /// in pieces.
    #[must_use]
    pub fn lines_to(mut self, recipient: Recipient<CommandOutput>) -> Self {
        self.listener = Some(Listener::Lines(recipient));
        self
    }

    /// Sends what it prints to `recipient` as it comes, in pieces of any size up to 64 KiB.
    #[must_use]
    pub fn chunks_to(mut self, recipient: Recipient<CommandOutput>) -> Self {
        self.listener = Some(Listener::Chunks(recipient));
        self
    }
}

impl CommandResult {
    /// Whether it ended by itself, with status 0.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status == CommandStatus::Exited(0)
    }
}

impl Captured {
    /// The bytes as text; what is no text is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether there was more than is kept.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.total > self.bytes.len() as u64
    }
}

impl Word {
    pub(super) fn value(&self) -> &str {
        match self {
            Self::Plain(value) | Self::Secret(value) => value,
        }
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(value) => value.fmt(f),
            Self::Secret(_) => f.write_str("(secret)"),
        }
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}
