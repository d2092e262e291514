//! An init returns an actor, or an error that says why not.

use actors::prelude::*;

struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    fn new(n: u64) -> Option<Self> {
        Some(Self(n))
    }
}

type Outcome<T> = Result<T, std::io::Error>;

struct Other(u64);

#[actor]
impl Other {
    #[init]
    fn new(n: u64) -> Outcome<Self> {
        Ok(Self(n))
    }
}

fn main() {}
