//! All places of settings together.

use std::{ffi::OsString, path::Path};

use super::{
    Config, ConfigError, ConfigFile, Said,
    file::{self, File},
    log,
    mistake::Mistake,
    variables,
};

/// The file that is read when none is named.
const USUAL: &str = "actors.toml";

/// Puts together what the builder says, what the variables say, what the file says, and what holds
/// by default.
///
/// # Errors
/// All the mistakes of all places together.
pub(super) fn resolve(
    said: Said,
    environment: &[(String, OsString)],
) -> Result<Config, ConfigError> {
    let Said { draft, mut capabilities, mut mistakes, file } = said;
    let variables = variables::read(environment);
    let file = find(&file, variables.config.as_deref().map(Path::new), &mut mistakes);
    mistakes.extend(variables.mistakes);
    mistakes.extend(file.mistakes);
    if let Some(error) = ConfigError::of(mistakes) {
        return Err(error);
    }
    for (key, setting) in variables.capabilities.into_iter().chain(file.capabilities) {
        capabilities.entry(key).or_insert(setting);
    }
    let mut config = draft.or(variables.draft).or(file.draft).or_default(capabilities);
    log::settle(&mut config);
    Ok(config)
}

fn find(wanted: &ConfigFile, variable: Option<&Path>, mistakes: &mut Vec<Mistake>) -> File {
    match (wanted, variable) {
        (ConfigFile::Nowhere, _) => File::default(),
        (ConfigFile::At(path), _) => load(path, ".config_file(…)", mistakes),
        (ConfigFile::Usual, Some(path)) => load(path, variables::CONFIG, mistakes),
        (ConfigFile::Usual, None) if Path::new(USUAL).exists() => file::load(Path::new(USUAL)),
        (ConfigFile::Usual, None) => File::default(),
    }
}

/// Loads a file that must be there, since `who` says so.
fn load(path: &Path, who: &str, mistakes: &mut Vec<Mistake>) -> File {
    if path.exists() {
        return file::load(path);
    }
    mistakes.push(Mistake::new(who, format!("there is no file `{}`", path.display())));
    File::default()
}
