//! Settings from a file in TOML.

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    mistake::{Mistake, nearest},
    table::{Draft, KEYS, Key},
    value::{Kind, Raw, Setting, Source},
};
use crate::actor::capability::Value;

/// The table of what the system has.
pub(super) const CAPABILITIES: &str = "capabilities";

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) draft: Draft,
    pub(super) capabilities: BTreeMap<String, Setting<Value>>,
    pub(super) mistakes: Vec<Mistake>,
}

/// Reads the file at `path`.
pub(super) fn load(path: &Path) -> File {
    match std::fs::read_to_string(path) {
        Ok(text) => read(path, &text),
        Err(error) => {
            let what = format!("the file of settings can't be read: {error}");
            File { mistakes: vec![Mistake::new(path.display(), what)], ..File::default() }
        }
    }
}

/// Reads the `text` of the file at `path`.
pub(super) fn read(path: &Path, text: &str) -> File {
    let mut reading = Reading { path, text, file: File::default(), mistakes: Vec::new() };
    match DeTable::parse(text) {
        Ok(table) => reading.table("", table.get_ref()),
        Err(error) => {
            let what = error.message().to_owned();
            reading.mistake(error.span().unwrap_or(0..0), what);
        }
    }
    let Reading { mut file, mut mistakes, .. } = reading;
    mistakes.sort_by_key(|(at, _)| *at);
    file.mistakes = mistakes.into_iter().map(|(_, mistake)| mistake).collect();
    file
}

struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    file: File,
    /// Each with where it begins.
    mistakes: Vec<(usize, Mistake)>,
}

impl Reading<'_> {
    fn place(&self, span: Range<usize>) -> Source {
        let (line, column) = position(self.text, span.start);
        Source::File { path: PathBuf::from(self.path), line, column }
    }

    fn mistake(&mut self, span: Range<usize>, what: String) {
        let place = self.place(span.clone());
        self.mistakes.push((span.start, Mistake::new(place, what)));
    }

    /// Reads a table whose keys begin with `prefix`.
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let path = format!("{prefix}{}", name.get_ref());
            let key = KEYS.iter().find(|key| key.path == path);
            match (key, value.get_ref()) {
                (None, DeValue::Table(inner)) if path == CAPABILITIES => self.capabilities(inner),
                (None, DeValue::Table(inner)) if is_table(&path) => {
                    self.table(&format!("{path}."), inner);
                }
                (None, _) if path == CAPABILITIES || is_table(&path) => {
                    let what =
                        format!("`{path}` is a table: write `[{path}]` on a line of its own");
                    self.mistake(name.span(), what);
                }
                (None, _) => self.mistake(name.span(), unknown(&path)),
                (Some(key), _) => self.value(*key, value),
            }
        }
    }

    fn value(&mut self, key: Key, value: &Spanned<DeValue<'_>>) {
        let source = self.place(value.span());
        let written = self.text.get(value.span()).unwrap_or_default();
        let kind = match value.get_ref() {
            DeValue::String(text) => Kind::Text(text),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                match i64::from_str_radix(&digits, number.radix()) {
                    Ok(number) => Kind::Integer(number),
                    Err(_) => Kind::Other,
                }
            }
            DeValue::Boolean(value) => Kind::Bool(*value),
            _ => Kind::Other,
        };
        let raw = Raw { written: first_line(written), kind };
        if let Err(mistake) = self.file.draft.read(key, &raw, source) {
            self.mistakes.push((value.span().start, mistake));
        }
    }

    fn capabilities(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            match capability(value.get_ref()) {
                Ok(found) => {
                    let setting = Setting { value: found, source: self.place(value.span()) };
                    self.file.capabilities.insert(name.get_ref().to_string(), setting);
                }
                Err(what) => self.mistake(value.span(), what.to_owned()),
            }
        }
    }
}

/// The value of a capability.
pub(super) fn capability(value: &DeValue<'_>) -> Result<Value, &'static str> {
    Ok(match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            let number = i64::from_str_radix(&digits, number.radix());
            Value::Int(number.map_err(|_| "this number is too large")?)
        }
        DeValue::Float(number) => {
            let digits = number.as_str().replace('_', "");
            Value::Float(digits.parse().map_err(|_| "this is no number")?)
        }
        DeValue::Array(values) => {
            let values = values.iter().map(|value| capability(value.get_ref()));
            Value::List(values.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => {
            let pairs = table.iter().map(|(name, value)| {
                Ok((name.get_ref().to_string(), capability(value.get_ref())?))
            });
            Value::Map(pairs.collect::<Result<_, &str>>()?)
        }
        DeValue::Datetime(_) => {
            return Err("a capability is no date; write it as a string, with quotes");
        }
    })
}

/// Whether there are settings in a table of this name.
fn is_table(path: &str) -> bool {
    KEYS.iter().any(|key| key.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

/// What to say of a key that is none.
fn unknown(path: &str) -> String {
    let last = |path: &'static str| path.rsplit('.').next().unwrap_or(path);
    let tables = KEYS.iter().filter_map(|key| key.path.split_once('.')).map(|(table, _)| table);
    let names = || KEYS.iter().map(|key| key.path);
    let meant = names()
        .find(|name| last(name) == path)
        .or_else(|| nearest(path, names().chain(tables).chain([CAPABILITIES])));
    match meant {
        Some(meant) => format!("there is no setting `{path}`; did you mean `{meant}`?"),
        None => {
            let names: Vec<_> =
                names().chain([CAPABILITIES]).map(|name| format!("`{name}`")).collect();
            format!("there is no setting `{path}`; there are {}", names.join(", "))
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Line and column of a byte, both from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
