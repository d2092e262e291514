//! Which events are wanted: a level by default, and levels for targets.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;

use crate::actor::rules::{LogLevel, LogRules};

/// What is wrong with a word of the levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadWord(pub(crate) String);

/// Levels as they are written: `info,my_app::db=debug`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Directives {
    default: Option<LogLevel>,
    targets: Vec<(String, LogLevel)>,
}

impl Directives {
    /// Reads `info,my_app::db=debug`: a level, and levels for targets, in any order.
    ///
    /// # Errors
    /// The word that is no level.
    pub(crate) fn parse(text: &str) -> Result<Self, BadWord> {
        let mut read = Self::default();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let (target, level) = match word.split_once('=') {
                Some((target, level)) => (Some(target.trim()), level.trim()),
                None => (None, word),
            };
            let level: LogLevel = level.parse().map_err(|_| BadWord(level.to_owned()))?;
            match target {
                Some(target) => read.targets.push((target.to_owned(), level)),
                None => read.default = Some(level),
            }
        }
        Ok(read)
    }

    /// As a filter that lets nothing through that is finer than `most`.
    pub(crate) fn up_to(&self, most: LogLevel) -> Targets {
        let filter = |level: LogLevel| LevelFilter::from(level.min(most));
        let targets = self.targets.iter().map(|(target, level)| (target.clone(), filter(*level)));
        Targets::new()
            .with_default(filter(self.default.unwrap_or(LogLevel::Off)))
            .with_targets(targets)
    }
}

impl LogRules {
    /// What is worth to be written anywhere.
    pub(crate) fn wanted(&self) -> Targets {
        // They were checked where they were configured.
        let directives = Directives::parse(&self.levels).unwrap_or_default();
        let most = if self.file.is_some() { LogLevel::Trace } else { self.stderr };
        directives.up_to(most)
    }
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Off => Self::OFF,
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}

impl From<tracing::Level> for LogLevel {
    fn from(level: tracing::Level) -> Self {
        match level {
            tracing::Level::ERROR => Self::Error,
            tracing::Level::WARN => Self::Warn,
            tracing::Level::INFO => Self::Info,
            tracing::Level::DEBUG => Self::Debug,
            tracing::Level::TRACE => Self::Trace,
        }
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn the_longest_target_that_fits_decides() {
        let read = Directives::parse(" info, app=warn,app::db = trace ").expect("levels");
        let all = read.up_to(LogLevel::Trace);
        assert!(all.would_enable("other", &Level::INFO));
        assert!(!all.would_enable("other", &Level::DEBUG));
        assert!(!all.would_enable("app::web", &Level::INFO));
        assert!(all.would_enable("app::db::pool", &Level::TRACE));
        let warnings = read.up_to(LogLevel::Warn);
        assert!(warnings.would_enable("app::db", &Level::WARN));
        assert!(!warnings.would_enable("app::db", &Level::INFO));
    }

    #[test]
    fn a_word_that_is_no_level_is_told() {
        assert_eq!(Directives::parse("inof"), Err(BadWord("inof".into())));
        assert_eq!(Directives::parse("info,app=loud"), Err(BadWord("loud".into())));
    }
}
