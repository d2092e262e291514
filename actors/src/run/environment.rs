//! The one look at the variables of the environment.

use std::{env, ffi::OsString};

/// What the variables that belong to this crate begin with.
pub(crate) const PREFIX: &str = "ACTORS_";

/// Tells a process that it is a part of a system, and on which descriptor it hears which.
pub(crate) const PROCESS: &str = "ACTORS_PROCESS";

/// The one seed that tests run with, where they would run with many.
pub(crate) const SEED: &str = "ACTORS_SEED";

/// With any value the dynamic linker finds all functions at once, and not each when it is first
/// called.
pub(crate) const LINK_NOW: &str = "LD_BIND_NOW";

/// The text of a variable, where it is set and is text.
pub(crate) fn text(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// The path in a variable, where it is set.
pub(crate) fn path(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// The variables that belong to this crate, by name; without those that it sets itself.
pub(crate) fn ours() -> Vec<(String, OsString)> {
    let named = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value));
    let is_ours = |(name, _): &(String, OsString)| {
        name.starts_with(PREFIX) && name != PROCESS && name != SEED
    };
    let mut found: Vec<_> = env::vars_os().filter_map(named).filter(is_ours).collect();
    found.sort();
    found
}
