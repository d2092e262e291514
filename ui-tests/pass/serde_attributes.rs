//! What a user says to serde about a message and its fields.

use std::collections::BTreeMap;

use actors::prelude::*;

const fn one() -> u32 {
    1
}

#[message]
#[serde(rename_all = "camelCase")]
struct Order {
    item_name: String,
    #[serde(default = "one")]
    how_many: u32,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    notes: BTreeMap<String, String>,
    #[serde(skip)]
    _here_only: u8,
}

#[message]
enum Answer {
    #[serde(rename = "yes")]
    Yes,
    #[serde(alias = "never")]
    No { why: String },
}

fn main() {}
