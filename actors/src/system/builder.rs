//! The settings of a system, and its start.

use std::{
    fmt,
    num::NonZeroU32,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use super::{
    config::{
        self, Config, ConfigError, ConfigFile, Mistake, Said, Setting, Size, Source, TimeLimit,
    },
    handle::{ActorSystem, Running},
    kind::{Base, BaseChoice},
    log::Logging,
    own,
};
use crate::{
    actor::{
        capability::Value,
        error::InRuntime,
        host::Host,
        id::ProcessId,
        registered,
        rules::{LogFormat, LogLevel},
    },
    base::{
        alone::Alone,
        process::{
            boot::{Carrier, Startup, Trouble},
            join::{self, JoinError, Settings},
        },
    },
    engine::node::Node,
    run::Executor,
};

/// The settings of a system: what [`ActorSystem::builder`] and [`ActorSystem::configured`] give.
///
/// What is not said here comes from variables of the environment that begin with `ACTORS_`, then
/// from the file `actors.toml`, and then holds by default; [`Config`] lists all settings. What is
/// wrong with any of it, [`start`](Self::start) tells.
#[derive(Debug, Clone)]
#[must_use = "a system runs when it is started"]
pub struct Builder {
    said: Said,
    /// What chooses the order of delivery, on the simple base.
    seed: Option<u64>,
    /// What a test does to datagrams.
    trouble: Trouble,
}

/// How the process of an actor comes to life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ProcessStartup {
    /// As the double of a small process that has loaded the executable: the default.
    #[default]
    Zygote,
    /// By starting the executable anew: slower, for programs that can't be doubled.
    Spawn,
}

impl FromStr for ProcessStartup {
    type Err = UnknownStartup;

    fn from_str(name: &str) -> Result<Self, UnknownStartup> {
        match name {
            "zygote" => Ok(Self::Zygote),
            "spawn" => Ok(Self::Spawn),
            _ => Err(UnknownStartup(name.to_owned())),
        }
    }
}

impl fmt::Display for ProcessStartup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zygote => "zygote",
            Self::Spawn => "spawn",
        })
    }
}

/// No startup method has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no way `{0}` to start a process; there are `zygote` and `spawn`")]
pub struct UnknownStartup(String);

/// A setting of the builder.
fn said<T>(call: &'static str, value: T) -> Option<Setting<T>> {
    Some(Setting { value, source: Source::Builder(call) })
}

impl Builder {
    /// Nothing is said yet, not even the base.
    pub(crate) fn new() -> Self {
        Self { said: Said::default(), seed: None, trouble: Trouble::default() }
    }

    /// What the system runs on.
    pub fn base(mut self, base: impl Into<BaseChoice>) -> Self {
        let BaseChoice { base, seed } = base.into();
        self.said.draft.base = said("the program", base);
        self.seed = seed;
        self
    }

    /// The name of the system, for people: that of the executable unless set. Counts for the one
    /// who starts the system.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.said.draft.name = said(".name(…)", name.into());
        self
    }

    /// Where the admin listens: `127.0.0.1:1900` unless set; port 0 takes any that is free. Bases
    /// of one process have none.
    pub fn admin(mut self, address: impl AsRef<str>) -> Self {
        self.said.say(".admin(…)", "admin", address.as_ref());
        self
    }

    /// How the process of an actor comes to life. Counts for the one who starts the system. The
    /// capability `Process Startup Method`, set to `zygote` or `spawn`, says the same.
    pub fn process_startup(mut self, startup: ProcessStartup) -> Self {
        self.said.draft.process_startup = said(".process_startup(…)", startup);
        self
    }

    /// Says that this system has `key`. Counts for the one who starts the system.
    pub fn capability(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let setting = Setting { value: value.into(), source: Source::Builder(".capability(…)") };
        self.said.capabilities.insert(key.into(), setting);
        self
    }

    /// How long actors may take to end when the system is shut down: 10 s unless set.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.said.draft.grace = said(".grace(…)", grace);
        self
    }

    /// How many messages may wait for an actor whose attributes don't say it, and for an endpoint:
    /// 1024 unless set. Counts for the one who starts the system.
    pub fn mailbox(mut self, messages: u32) -> Self {
        match NonZeroU32::new(messages) {
            Some(messages) => self.said.draft.mailbox = said(".mailbox(…)", messages),
            None => self.said.say(".mailbox(…)", "mailbox", "0"),
        }
        self
    }

    /// The most bytes that a message has between processes: 16 MiB unless set, 64 KiB at least and
    /// 1 GiB at most. Counts for the one who starts the system. A process that is in several
    /// systems has one limit, the largest of theirs.
    pub fn message_limit(mut self, limit: Size) -> Self {
        let bytes = format!("{} B", limit.as_bytes());
        self.said.say(".message_limit(…)", "message_limit", &bytes);
        self
    }

    /// How long an ask waits that does not say so itself: as long as the actor lives unless set.
    /// Counts for the one who starts the system.
    pub fn ask_timeout(mut self, after: Duration) -> Self {
        self.said.draft.ask_timeout = said(".ask_timeout(…)", Some(after));
        self
    }

    /// How long the making of an actor may take that does not say so itself by
    /// [`timeout`](crate::Create::timeout): 30 s unless set. Counts for the one who starts the
    /// system.
    pub fn create_timeout(mut self, after: Duration) -> Self {
        self.said.draft.create_timeout = said(".create_timeout(…)", after);
        self
    }

    /// How long an actor may keep its thread from others before a warning names it: 200 ms unless
    /// set; zero is never. It is looked for every 25 ms. Counts for the one who starts the system.
    pub fn block_warning(mut self, after: Duration) -> Self {
        self.said.draft.block_warning = said(".block_warning(…)", TimeLimit::after(after));
        self
    }

    /// Which events are logged: a level, and levels for targets, such as `info,my_app::db=debug`.
    /// Counts for the one who starts the system, as all of these do.
    ///
    /// Unless set it is what stderr shows, and `info` at least where there is a file.
    pub fn log_levels(mut self, levels: impl AsRef<str>) -> Self {
        self.said.say(".log_levels(…)", "log.levels", levels.as_ref());
        self
    }

    /// What the program shows of the log on its stderr: [`LogLevel::Warn`] unless set; where levels
    /// are set and no file is, all of them.
    pub fn log_stderr(mut self, level: LogLevel) -> Self {
        self.said.draft.log_stderr = said(".log_stderr(…)", Some(level));
        self
    }

    /// Writes the log into this file too.
    pub fn log_file(mut self, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref().to_string_lossy();
        self.said.say(".log_file(…)", "log.file", &path);
        self
    }

    /// How the log is written: as text unless set.
    pub fn log_format(mut self, format: LogFormat) -> Self {
        self.said.draft.log_format = said(".log_format(…)", format);
        self
    }

    /// When a log file is full, and how many are kept: 64 MiB and 5 unless set. A full one becomes
    /// `NAME.1`, that before it `NAME.2`.
    pub fn log_rotation(mut self, size: Size, files: u32) -> Self {
        let bytes = format!("{} B", size.as_bytes());
        self.said.say(".log_rotation(…)", "log.file_size", &bytes);
        self.said.say(".log_rotation(…)", "log.files", &files.to_string());
        self
    }

    /// How many bytes of events may wait to be written: 8 MiB unless set, 64 KiB at least and 1 GiB
    /// at most. What does not fit is left out and counted. Each process keeps a sixteenth of it.
    pub fn log_buffer(mut self, size: Size) -> Self {
        let bytes = format!("{} B", size.as_bytes());
        self.said.say(".log_buffer(…)", "log.buffer", &bytes);
        self
    }

    /// Installs no subscriber, neither in this program nor in the processes of its actors. Where
    /// you install one, [`log::layer`](crate::log::layer) logs as before.
    pub fn without_log_subscriber(mut self) -> Self {
        self.said.draft.log_install = said(".without_log_subscriber()", false);
        self
    }

    /// Reads the file of settings at `path`, which must be there, instead of looking for one where
    /// `ACTORS_CONFIG` says or for `actors.toml` in the folder in which the program runs.
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.said.file = ConfigFile::At(path.into());
        self
    }

    /// Reads no file of settings, whatever there is: for tests.
    pub fn without_config_file(mut self) -> Self {
        self.said.file = ConfigFile::Nowhere;
        self
    }

    /// For tests of the base `udp`: of a hundred datagrams that come, so many are thrown away, and
    /// so many are taken after the one that follows. Counts for the one who starts the system;
    /// other bases have no datagrams.
    pub fn datagram_trouble(mut self, lost: u8, swapped: u8) -> Self {
        self.trouble = Trouble { lost, swapped };
        self
    }

    /// Starts the system.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub async fn start(self) -> Result<ActorSystem, StartError> {
        if let Some(name) = registered::doubled() {
            return Err(StartError::SameName { name: name.to_owned() });
        }
        let config = config::resolve(self.said)?;
        let executor = match config.base.value {
            Base::Simple => self.seed.map_or_else(Executor::stepped, Executor::seeded),
            Base::Threads => {
                tokio::runtime::Handle::try_current().map_err(|_| StartError::NoRuntime)?;
                Executor::tokio()
            }
            Base::Queue | Base::Tcp => return join(config, Carrier::Streams).await,
            Base::Udp => return join(config, Carrier::Datagrams(self.trouble)).await,
        };
        let (process, rules) = (ProcessId::random(), config.rules());
        let log = Logging::start(&rules, process).map_err(StartError::Log)?;
        let mut capabilities = config.plain_capabilities();
        own::add(&mut capabilities, &config.name.value, config.base.value, None);
        let beyond = Arc::new(Alone::new(capabilities, rules));
        let node = Node::new(process, executor, beyond);
        let seed = self.seed.filter(|_| config.base.value == Base::Simple);
        Ok(ActorSystem::of(node, Running::Alone(log), config, seed))
    }
}

/// How long an ask waits on the base `udp`, where it may be lost, unless something else is set.
const LOST: Duration = Duration::from_secs(60);

/// Joins the system, or starts it.
async fn join(mut config: Config, carrier: Carrier) -> Result<ActorSystem, StartError> {
    tokio::runtime::Handle::try_current().map_err(|_| StartError::NoRuntime)?;
    let startup = startup(&config)?;
    let mut capabilities = config.plain_capabilities();
    own::add(&mut capabilities, &config.name.value, config.base.value, Some(startup));
    let startup = match startup {
        ProcessStartup::Zygote => Startup::Zygote,
        ProcessStartup::Spawn => Startup::Spawn,
    };
    if let (Carrier::Datagrams(_), None) = (carrier, config.ask_timeout.value) {
        config.ask_timeout.value = Some(LOST);
    }
    let settings = Settings {
        address: (config.base.value != Base::Queue).then_some(config.admin.value),
        carrier,
        capabilities,
        rules: config.rules(),
        startup,
    };
    let joined = join::join(settings).await?;
    // The program that started the system has said what holds in it.
    config.take_rules(joined.node.rules());
    config.take_capabilities(&own::without(&joined.node.capabilities()));
    if let Some(address) = joined.address {
        config.admin.value = address;
    }
    let running = Running::Processes(joined.network, joined.address);
    Ok(ActorSystem::of(joined.node, running, config, None))
}

/// How processes are started: what the capability says counts first.
fn startup(config: &Config) -> Result<ProcessStartup, ConfigError> {
    let Some(setting) = config.capabilities.get(own::STARTUP) else {
        return Ok(config.process_startup.value);
    };
    let unknown = |name: String| {
        ConfigError::one(Mistake::new(&setting.source, UnknownStartup(name).to_string()))
    };
    match &setting.value {
        Value::Text(name) => name.parse().map_err(|_| unknown(name.clone())),
        other => Err(unknown(format!("{other:?}"))),
    }
}

/// Why a system could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no tokio runtime for the actors.
    #[error(
        "actors run in a tokio runtime, and there is none here; write \
         `#[actors::main]` above `async fn main`"
    )]
    NoRuntime,
    /// A call that waits was made in async code.
    #[error(transparent)]
    InRuntime(#[from] InRuntime),
    /// The runtime of a program without async could not be started.
    #[error("no runtime for the actors could be started: {0}")]
    Runtime(String),
    /// Settings are wrong, be it in the program, in a variable or in a file.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The log can't be written.
    #[error(transparent)]
    Log(std::io::Error),
    /// The system of processes can't be started or joined.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// Two actor types of the executable have one name.
    #[error(
        "two actors have the name `{name}`; give one of them another: `#[actor(name = \"…\")]`"
    )]
    SameName {
        /// The name.
        name: String,
    },
}
