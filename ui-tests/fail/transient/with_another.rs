use actors::prelude::*;

#[derive(Default)]
struct Both;

#[actor]
#[transient(after = "10s")]
#[transient_idle(after = "10s")]
impl Both {}

#[derive(Default)]
struct Troupe;

#[actor]
#[troupe(max = 2)]
#[transient(after = "10s")]
impl Troupe {}

fn main() {}
