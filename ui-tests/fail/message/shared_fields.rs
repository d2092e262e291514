//! Nothing is shared with another process.

use std::{
    sync::{Arc, Mutex, mpsc::Sender},
    time::Instant,
};

use actors::prelude::*;

#[message]
struct Work {
    text: Arc<str>,
    total: Arc<Mutex<u64>>,
    results: Sender<u64>,
    begun: Instant,
    then: fn(u64) -> u64,
}

fn main() {}
