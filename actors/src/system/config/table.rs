//! All settings, a line each: their names, their types, and what holds by default.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use super::{
    mistake::Mistake,
    value::{Levels, Raw, Readable, Setting, Size, Source, TimeLimit},
};
use crate::{
    actor::{
        capability::Value,
        rules::{self, LogFormat, LogLevel},
    },
    system::{builder::ProcessStartup, kind::Base},
    wire::limits,
};

/// The names of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// In a file, with the table it stands in.
    pub(super) path: &'static str,
    /// Among the variables.
    pub(super) variable: &'static str,
}

macro_rules! settings {
    ($($(#[$doc:meta])+ $name:ident: $type:ty = $path:literal, $variable:literal, $default:expr;)+) => {
        /// The settings of a system that are in force, each with where it is from: what
        /// [`ActorSystem::config`](crate::ActorSystem::config) gives.
        ///
        /// It is shown as a table.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct Config {
            $($(#[$doc])+ pub $name: Setting<$type>,)+
            /// What the system has, by name: the table `capabilities`, and `ACTORS_CAPABILITIES`,
            /// an inline table. What several places say of different capabilities all holds.
            pub capabilities: BTreeMap<String, Setting<Value>>,
        }

        /// What one place says of the settings.
        #[derive(Debug, Clone, Default)]
        pub(crate) struct Draft {
            $(pub(crate) $name: Option<Setting<$type>>,)+
        }

        /// The names of all settings.
        pub(super) const KEYS: &[Key] = &[$(Key { path: $path, variable: $variable }),+];

        impl Draft {
            /// Reads what was said of a setting.
            pub(super) fn read(&mut self, key: Key, raw: &Raw<'_>, source: Source) -> Result<(), Mistake> {
                match key.path {
                    $($path => self.$name = Some(read(key, raw, source)?),)+
                    other => return Err(Mistake::new(source, format!("there is no setting `{other}`"))),
                }
                Ok(())
            }

            /// What this says, and of what it does not, what `other` says.
            pub(super) fn or(self, other: Self) -> Self {
                Self { $($name: self.$name.or(other.$name)),+ }
            }

            /// What this says, and of what it does not, what holds by default.
            pub(super) fn or_default(self, capabilities: BTreeMap<String, Setting<Value>>) -> Config {
                let source = Source::Default;
                Config {
                    $($name: self.$name.unwrap_or_else(|| Setting { value: $default, source: source.clone() }),)+
                    capabilities,
                }
            }
        }

        impl Config {
            /// All but the capabilities.
            pub(super) fn settings(&self) -> Vec<(&'static str, String, &Source)> {
                vec![$(($path, self.$name.value.show(), &self.$name.source)),+]
            }
        }
    };
}

settings! {
    /// What the system runs on: `base`, `ACTORS_BASE`; `threads` unless set.
    base: Base = "base", "ACTORS_BASE", Base::Threads;
    /// The name of the system, for people: `name`, `ACTORS_NAME`; that of the executable unless
    /// set.
    name: String = "name", "ACTORS_NAME", executable();
    /// Where the admin listens, on the bases that have one: `admin`, `ACTORS_ADMIN`;
    /// `127.0.0.1:1900` unless set.
    admin: SocketAddr = "admin", "ACTORS_ADMIN", ADMIN;
    /// How long actors may take to end when the system is shut down: `grace`, `ACTORS_GRACE`; 10 s
    /// unless set.
    grace: Duration = "grace", "ACTORS_GRACE", Duration::from_secs(10);
    /// How the process of an actor comes to life: `process_startup`, `ACTORS_PROCESS_STARTUP`;
    /// `zygote` unless set.
    process_startup: ProcessStartup = "process_startup", "ACTORS_PROCESS_STARTUP",
        ProcessStartup::default();
    /// How many messages may wait for an actor whose attributes don't say it, and for an endpoint:
    /// `mailbox`, `ACTORS_MAILBOX`; 1024 unless set.
    mailbox: NonZeroU32 = "mailbox", "ACTORS_MAILBOX", MAILBOX;
    /// The most bytes that a message has between processes: `message_limit`,
    /// `ACTORS_MESSAGE_LIMIT`; 16 MiB unless set.
    message_limit: Size = "message_limit", "ACTORS_MESSAGE_LIMIT", Size::bytes(limits::DEFAULT);
    /// How long an ask waits that does not say so itself: `ask_timeout`, `ACTORS_ASK_TIMEOUT`; as
    /// long as the actor lives unless set.
    ask_timeout: Option<Duration> = "ask_timeout", "ACTORS_ASK_TIMEOUT", None;
    /// How long the making of an actor may take that does not say so itself: `create_timeout`,
    /// `ACTORS_CREATE_TIMEOUT`; 30 s unless set.
    create_timeout: Duration = "create_timeout", "ACTORS_CREATE_TIMEOUT", rules::CREATE_TIMEOUT;
    /// How long an actor may keep its thread from others before a warning names it:
    /// `block_warning`, `ACTORS_BLOCK_WARNING`; 200 ms unless set, and `off` for never.
    block_warning: TimeLimit = "block_warning", "ACTORS_BLOCK_WARNING",
        TimeLimit::after(rules::BLOCK_WARNING);
    /// Which events are logged: `log.levels`, `ACTORS_LOG`. A level, and levels for targets:
    /// `info,my_app::db=debug`. What stderr shows unless set, and `info` at least where there is a
    /// file.
    log_levels: Option<Levels> = "log.levels", "ACTORS_LOG", None;
    /// What the program shows on its stderr of them: `log.stderr`, `ACTORS_LOG_STDERR`. `warn`
    /// unless set; where levels are set and no file is, all of them.
    log_stderr: Option<LogLevel> = "log.stderr", "ACTORS_LOG_STDERR", None;
    /// How they are written: `log.format`, `ACTORS_LOG_FORMAT`; `text` unless set.
    log_format: LogFormat = "log.format", "ACTORS_LOG_FORMAT", LogFormat::Text;
    /// The file of the log: `log.file`, `ACTORS_LOG_FILE`; none unless set.
    log_file: Option<PathBuf> = "log.file", "ACTORS_LOG_FILE", None;
    /// When that file is full, and another is begun: `log.file_size`, `ACTORS_LOG_FILE_SIZE`;
    /// 64 MiB unless set.
    log_file_size: Size = "log.file_size", "ACTORS_LOG_FILE_SIZE", Size::mib(64);
    /// How many files are kept: `log.files`, `ACTORS_LOG_FILES`; 5 unless set.
    log_files: NonZeroU32 = "log.files", "ACTORS_LOG_FILES", FILES;
    /// How many bytes of events may wait to be written, beyond which they are counted and left out:
    /// `log.buffer`, `ACTORS_LOG_BUFFER`; 8 MiB unless set. Each process keeps a sixteenth of it.
    log_buffer: Size = "log.buffer", "ACTORS_LOG_BUFFER", Size::mib(8);
    /// Whether processes without a subscriber get that of the system: `log.install`,
    /// `ACTORS_LOG_INSTALL`; they do unless set.
    log_install: bool = "log.install", "ACTORS_LOG_INSTALL", true;
}

/// The port of an admin, unless said otherwise.
const ADMIN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1900);

const FILES: NonZeroU32 = NonZeroU32::new(5).expect("the default number of files is not zero");

const MAILBOX: NonZeroU32 =
    NonZeroU32::new(rules::MAILBOX).expect("the default size of a mailbox is not zero");

/// The name of the executable, without its folder.
fn executable() -> String {
    let path = std::env::current_exe().ok();
    let name = path.as_ref().and_then(|path| path.file_stem()).and_then(|name| name.to_str());
    name.unwrap_or("actors").to_owned()
}

/// Reads the value of one setting.
fn read<T: Readable>(key: Key, raw: &Raw<'_>, source: Source) -> Result<Setting<T>, Mistake> {
    match T::read(raw) {
        Ok(value) => Ok(Setting { value, source }),
        Err(wrong) => {
            let meant = wrong.0.map(|word| format!("; did you mean `{word}`?"));
            let (path, is, written) = (key.path, T::IS, raw.written);
            let meant = meant.unwrap_or_default();
            Err(Mistake::new(source, format!("`{path}` is {is}, and `{written}` is none{meant}")))
        }
    }
}
