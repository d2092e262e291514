//! What a base does not promise: one table of the guide, read here, and nothing else.

use std::{collections::HashSet, sync::OnceLock};

use ::actors::Base;

use crate::{SECTIONS, frame::Shown};

/// The chapter with the table.
const CHAPTER: &str = include_str!("../../../guide/src/bases.md");

/// The heading above it.
const HEADING: &str = "## What a base does not promise";

/// A row of the table: a behaviour that is not shown on some bases.
#[derive(Debug)]
struct Row {
    section: String,
    behaviour: String,
    bases: Vec<String>,
    reason: String,
}

fn table() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let (_, behind) = CHAPTER.split_once(HEADING).expect("the heading is there");
        let section = behind.split("\n## ").next().unwrap_or(behind);
        section.lines().filter(|line| line.starts_with("| ")).skip(2).map(row).collect()
    })
}

/// Reads `| section: a sentence | base, base | reason |`.
fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [behaviour, bases, reason] = cells[..] else { panic!("three cells: {line}") };
    let (section, behaviour) = behaviour.split_once(": ").expect("`section: a sentence`");
    let name = |text: &str| text.trim().replace(' ', "_");
    Row {
        section: name(section),
        behaviour: name(behaviour),
        bases: bases.split(',').map(|base| base.trim().trim_matches('`').to_owned()).collect(),
        reason: reason.to_owned(),
    }
}

/// Why the behaviour is not promised on its base, where the guide says so.
pub(crate) fn exception(shown: &Shown) -> Option<&'static str> {
    let base = shown.base.to_string();
    let is_it = |row: &&Row| {
        row.section == shown.section()
            && row.behaviour == shown.behaviour
            && row.bases.contains(&base)
    };
    table().iter().find(is_it).map(|row| row.reason.as_str())
}

#[test]
fn each_exception_names_a_behaviour_some_bases_and_a_reason() {
    let mut seen = HashSet::new();
    assert!(!table().is_empty(), "the table is read");
    for row in table() {
        let section = SECTIONS.iter().find(|(section, _)| *section == row.section);
        let (_, behaviours) = section.unwrap_or_else(|| panic!("no such section: {row:?}"));
        assert!(behaviours.contains(&row.behaviour.as_str()), "no such behaviour: {row:?}");
        assert!(seen.insert((&row.section, &row.behaviour)), "twice: {row:?}");
        assert!(!row.reason.is_empty(), "no reason: {row:?}");
        for base in &row.bases {
            let known = Base::ALL.iter().any(|known| known.to_string() == *base);
            assert!(known, "no base `{base}`: {row:?}");
        }
        assert!(row.bases.len() < Base::ALL.len(), "promised nowhere: {row:?}");
    }
}

#[test]
fn no_behaviour_is_named_twice_in_its_section() {
    for (section, behaviours) in SECTIONS {
        let names: HashSet<_> = behaviours.iter().collect();
        assert_eq!(names.len(), behaviours.len(), "{section}");
    }
}
