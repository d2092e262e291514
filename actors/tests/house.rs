//! Rules of the house that no compiler knows: each is read off the sources.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The floors of `src`, lowest first: a module uses those before it and no other.
const FLOORS: [&str; 11] = [
    "wire",
    "queue",
    "run",
    "actor",
    "engine",
    "protocol",
    "transport",
    "log",
    "base",
    "system",
    "patterns",
];

/// The longest that a file may be.
const LONGEST: usize = 700;

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file")) {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found
}

fn floor(path: &Path) -> Option<usize> {
    let within = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).ok()?;
    let name = within.components().next()?.as_os_str().to_str()?;
    FLOORS.iter().position(|floor| *floor == name)
}

/// The floors that `source` names, wherever it says `crate::` or lists in a `use crate::{…}`.
fn named(source: &str) -> Vec<usize> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let mut names: Vec<&str> = source
        .match_indices("crate::")
        .map(|(at, word)| source[at + word.len()..].split(|c| !is_name(c)).next().unwrap_or(""))
        .collect();
    for (at, word) in source.match_indices("use crate::{") {
        let list = &source[at + word.len()..];
        let mut depth = 1;
        for piece in list.split_inclusive(['{', '}', ',']) {
            if depth == 1 {
                names.push(piece.trim().split(|c| !is_name(c)).next().unwrap_or(""));
            }
            match piece.chars().last() {
                Some('{') => depth += 1,
                Some('}') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    names.iter().filter_map(|name| FLOORS.iter().position(|floor| floor == name)).collect()
}

/// A source without its comments, in which anything may be named, and without its unit tests.
fn code(source: &str) -> String {
    let tests = source.find("#[cfg(test)]").unwrap_or(source.len());
    let lines = source[..tests].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn floors_look_down_only() {
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(mine) = floor(&path) else { continue };
        let source = fs::read_to_string(&path).expect("a source");
        for other in named(&code(&source)) {
            if other > mine {
                wrong.push(format!("{} uses {}", path.display(), FLOORS[other]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_file_has_one_idea() {
    for path in sources() {
        let lines = fs::read_to_string(&path).expect("a source").lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
    }
}

#[test]
fn variables_of_the_environment_are_read_in_one_file() {
    for path in sources() {
        if path.ends_with("run/environment.rs") {
            continue;
        }
        let source = code(&fs::read_to_string(&path).expect("a source"));
        assert!(!source.contains("env::var"), "{} reads some", path.display());
    }
}

#[test]
fn every_module_says_what_it_is() {
    for path in sources() {
        let source = fs::read_to_string(&path).expect("a source");
        assert!(source.starts_with("//!"), "{} does not", path.display());
    }
}
