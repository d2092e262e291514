use std::collections::{BTreeSet, HashMap};

use actors::prelude::*;

#[message]
struct Name(String);

#[message]
struct Points {
    of: HashMap<Name, u64>,
    best: BTreeSet<Name>,
    at: HashMap<f64, Name>,
}

fn main() {}
