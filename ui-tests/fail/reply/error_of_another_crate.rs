//! Errors of other crates are not messages.

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> std::io::Result<u64> {
        Ok(n)
    }

    #[handler]
    fn boxed(&mut self, _: ()) -> Result<u64, Box<dyn std::error::Error>> {
        Ok(1)
    }
}

fn main() {}
