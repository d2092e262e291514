//! Settings from variables of the environment.

use std::{collections::BTreeMap, ffi::OsString};

use toml::de::{DeTable, DeValue};

use super::{
    file::capability,
    mistake::{Mistake, nearest},
    table::{Draft, KEYS},
    value::{Kind, Raw, Setting, Source},
};
use crate::actor::capability::Value;

/// Where the file of settings is.
pub(super) const CONFIG: &str = "ACTORS_CONFIG";

/// What the system has, as an inline table.
const CAPABILITIES: &str = "ACTORS_CAPABILITIES";

/// What the variables say.
#[derive(Debug, Default)]
pub(super) struct Variables {
    pub(super) draft: Draft,
    pub(super) capabilities: BTreeMap<String, Setting<Value>>,
    pub(super) mistakes: Vec<Mistake>,
    /// Where the file is.
    pub(super) config: Option<OsString>,
}

/// Reads the variables of this crate.
pub(super) fn read(variables: &[(String, OsString)]) -> Variables {
    let mut read = Variables::default();
    for (name, value) in variables {
        if name == CONFIG {
            read.config = Some(value.clone());
        } else if let Some(text) = value.to_str() {
            read.take(name, text);
        } else {
            read.mistakes.push(Mistake::new(name, "its value is no text"));
        }
    }
    read
}

impl Variables {
    fn take(&mut self, name: &str, text: &str) {
        if name == CAPABILITIES {
            return self.take_capabilities(text);
        }
        let Some(key) = KEYS.iter().find(|key| key.variable == name) else {
            return self.mistakes.push(Mistake::new(name, unknown(name)));
        };
        let raw = Raw { written: text, kind: Kind::Plain };
        let read = self.draft.read(*key, &raw, Source::Variable(key.variable));
        self.mistakes.extend(read.err());
    }

    fn take_capabilities(&mut self, text: &str) {
        let written = format!("capabilities = {text}");
        let parsed = DeTable::parse(&written);
        let table =
            parsed.as_ref().ok().and_then(|parsed| parsed.get_ref().get(super::file::CAPABILITIES));
        let Some(DeValue::Table(table)) = table.map(toml::Spanned::get_ref) else {
            let what = "the capabilities are a table on one line, such as \
                        `{ zone = \"eu\", \"Has DB access\" = true }`";
            return self.mistakes.push(Mistake::new(CAPABILITIES, what));
        };
        for (name, value) in table {
            match capability(value.get_ref()) {
                Ok(value) => {
                    let source = Source::Variable(CAPABILITIES);
                    self.capabilities.insert(name.get_ref().to_string(), Setting { value, source });
                }
                Err(what) => self.mistakes.push(Mistake::new(CAPABILITIES, what)),
            }
        }
    }
}

/// What to say of a variable that is none.
fn unknown(name: &str) -> String {
    let names = || KEYS.iter().map(|key| key.variable).chain([CONFIG, CAPABILITIES]);
    match nearest(name, names()) {
        Some(meant) => format!("there is no such setting; did you mean `{meant}`?"),
        None => format!(
            "there is no such setting; the variables that begin with `ACTORS_` are {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    }
}
