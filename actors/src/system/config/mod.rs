//! The settings of a system: from the builder, from variables, from a file, and by default; in this
//! order the first that says a thing counts.

mod file;
mod log;
mod mistake;
mod sources;
mod table;
mod value;
mod variables;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, path::PathBuf};

pub use mistake::ConfigError;
pub(crate) use mistake::Mistake;
pub use table::Config;
pub(crate) use table::Draft;
pub use value::{Levels, Setting, Size, Source, TimeLimit};

use crate::actor::{
    capability::{Capabilities, Value},
    rules::Rules,
};

/// Where the file of settings is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum ConfigFile {
    /// Where `ACTORS_CONFIG` says, else `actors.toml` here, if there is one.
    #[default]
    Usual,
    /// At this place, where it must be.
    At(PathBuf),
    /// Nowhere.
    Nowhere,
}

/// What the builder says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    pub(crate) draft: Draft,
    pub(crate) capabilities: BTreeMap<String, Setting<Value>>,
    pub(crate) mistakes: Vec<Mistake>,
    pub(crate) file: ConfigFile,
}

impl Said {
    /// Reads a setting from a word of the builder.
    pub(crate) fn say(&mut self, call: &'static str, path: &str, text: &str) {
        let Some(key) = table::KEYS.iter().find(|key| key.path == path) else { return };
        let raw = value::Raw { written: text, kind: value::Kind::Plain };
        let read = self.draft.read(*key, &raw, Source::Builder(call));
        self.mistakes.extend(read.err());
    }
}

/// Puts together what holds.
///
/// # Errors
/// All the mistakes of all places together.
pub(crate) fn resolve(said: Said) -> Result<Config, ConfigError> {
    let environment = crate::run::environment::ours();
    sources::resolve(said, &environment)
}

impl Config {
    /// All capabilities, without where they are from.
    pub(crate) fn plain_capabilities(&self) -> Capabilities {
        let mut plain = Capabilities::default();
        for (key, setting) in &self.capabilities {
            plain.set(key, setting.value.clone());
        }
        plain
    }

    /// What holds in each process of the system, if this program starts it.
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            name: self.name.value.clone(),
            mailbox: self.mailbox.get(),
            message_limit: self.message_limit.as_bytes(),
            ask_timeout: self.ask_timeout.value,
            create_timeout: self.create_timeout.value,
            block_warning: self.block_warning.get(),
            log: self.log_rules(),
        }
    }

    /// Takes what holds in the system, where another program started it.
    pub(crate) fn take_rules(&mut self, of_system: &Rules) {
        let Rules { name, mailbox, message_limit, ask_timeout, create_timeout, block_warning, log } =
            of_system;
        self.name.take(name.clone());
        if let Ok(mailbox) = (*mailbox).try_into() {
            self.mailbox.take(mailbox);
        }
        self.message_limit.take(Size::bytes(*message_limit));
        self.ask_timeout.take(*ask_timeout);
        self.create_timeout.take(*create_timeout);
        self.block_warning.take(block_warning.map_or(TimeLimit::OFF, TimeLimit::after));
        self.take_log(log);
    }

    /// Takes what the system has, where another program started it.
    pub(crate) fn take_capabilities(&mut self, of_system: &Capabilities) {
        let taken = of_system.iter().map(|(key, value)| {
            let ours = self.capabilities.get(key).filter(|setting| setting.value == *value);
            let setting = ours
                .cloned()
                .unwrap_or_else(|| Setting { value: value.clone(), source: Source::System });
            (key.to_owned(), setting)
        });
        self.capabilities = taken.collect();
    }

    /// Each setting as it is written in a file, with where it is from.
    pub fn rows(&self) -> impl Iterator<Item = (String, String, &Source)> {
        let capabilities = self.capabilities.iter().map(|(key, setting)| {
            (
                format!("capabilities.{}", value::key(key)),
                value::shown(&setting.value),
                setting.source(),
            )
        });
        self.settings()
            .into_iter()
            .map(|(key, value, source)| (key.to_owned(), value, source))
            .chain(capabilities)
    }
}

impl fmt::Display for Config {
    /// A table: a line for each setting, with its value and where that is from.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ("setting".to_owned(), "value".to_owned(), "from".to_owned());
        let rows = self.rows().map(|(key, value, source)| (key, value, source.to_string()));
        let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
        let widest = |column: fn(&(String, String, String)) -> &str| {
            rows.iter().map(|row| column(row).chars().count()).max().unwrap_or(0)
        };
        let (key_width, value_width) = (widest(|row| &row.0), widest(|row| &row.1));
        for (at, (key, value, from)) in rows.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{key:key_width$}  {value:value_width$}  {from}")?;
        }
        Ok(())
    }
}
