use actors::prelude::*;

#[derive(Default)]
struct Never;

#[actor]
#[transient]
impl Never {}

#[derive(Default)]
struct AtOnce;

#[actor]
#[transient_idle(after = "0s")]
impl AtOnce {}

#[derive(Default)]
struct Some;

#[actor]
#[transient(after = 10)]
impl Some {}

fn main() {}
