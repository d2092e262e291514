//! A message owns what it has.

use actors::prelude::*;

#[derive(Default)]
struct Counter;

#[actor]
impl Counter {
    #[handler]
    fn names(&mut self, _: Vec<&str>) {}

    #[handler]
    fn text(&mut self, _: std::borrow::Cow<'_, str>) {}

    #[handler]
    fn bytes(&mut self, bytes: &[u8]) -> usize {
        bytes.len()
    }

    #[handler]
    fn anything(&mut self, _: &dyn std::fmt::Debug) {}
}

fn main() {}
