//! What is logged by default, which goes by what else is set.

use super::{Config, Levels};
use crate::actor::rules::{LogLevel, LogRules};

/// Decides what was left open.
pub(super) fn settle(config: &mut Config) {
    let (levels, file) = (&config.log_levels.value, &config.log_file.value);
    let usual = match (levels, file) {
        // Who names levels and no other place wants to see them.
        (Some(_), None) => LogLevel::Trace,
        _ => LogLevel::Warn,
    };
    let stderr = *config.log_stderr.value.get_or_insert(usual);
    let least = if file.is_some() { LogLevel::Info } else { LogLevel::Off };
    config.log_levels.value.get_or_insert_with(|| Levels(stderr.max(least).to_string()));
}

impl Config {
    /// What is logged, if this program starts the system.
    pub(crate) fn log_rules(&self) -> LogRules {
        let default = LogRules::default();
        let levels = self.log_levels.as_ref().map(ToString::to_string);
        LogRules {
            installed: self.log_install.value,
            levels: levels.unwrap_or(default.levels),
            stderr: self.log_stderr.value.unwrap_or(default.stderr),
            format: self.log_format.value,
            file: self.log_file.value.clone(),
            file_size: self.log_file_size.as_bytes(),
            files: self.log_files.get(),
            buffer: self.log_buffer.as_bytes(),
        }
    }

    /// Takes what is logged in the system, where another program started it.
    pub(super) fn take_log(&mut self, of_system: &LogRules) {
        let LogRules { installed, levels, stderr, format, file, file_size, files, buffer } =
            of_system;
        self.log_install.take(*installed);
        self.log_levels.take(Some(Levels(levels.clone())));
        self.log_stderr.take(Some(*stderr));
        self.log_format.take(*format);
        self.log_file.take(file.clone());
        self.log_file_size.take(super::Size::bytes(*file_size));
        self.log_buffer.take(super::Size::bytes(*buffer));
        if let Ok(files) = (*files).try_into() {
            self.log_files.take(files);
        }
    }
}
