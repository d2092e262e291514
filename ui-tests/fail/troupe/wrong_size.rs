use actors::prelude::*;

#[derive(Default)]
struct None;

#[actor]
#[troupe(max = 0)]
impl None {}

#[derive(Default)]
struct Idle;

#[actor]
#[troupe(max = 2, idle = 3)]
impl Idle {}

#[derive(Default)]
struct Nobody;

#[actor]
#[troupe(max = 2, idle = 0)]
impl Nobody {}

#[derive(Default)]
struct Unbounded;

#[actor]
#[troupe(idle = 3)]
impl Unbounded {}

fn main() {}
