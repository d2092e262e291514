//! The error of an answer has to be a message, by whatever name.

use actors::prelude::*;

#[message]
struct Add(u64);

struct Broken;

type Outcome<T> = Result<T, Broken>;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> Outcome<u64> {
        if n == 0 { Err(Broken) } else { Ok(n) }
    }
}

fn main() {}
