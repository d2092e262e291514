//! Every way to build an actor.

use std::{convert::Infallible, fmt};

use actors::{Actor, prelude::*};

#[derive(Default)]
struct ByDefault;

#[actor]
impl ByDefault {}

struct Nothing;

#[actor]
impl Nothing {
    #[init]
    fn new() -> Nothing {
        Nothing
    }
}

struct One(String);

#[actor(process = "group:ones")]
impl One {
    #[init]
    async fn open(name: String, ctx: &mut Context<Self>) -> actors::Result<Self> {
        let _ = ctx.address();
        Ok(Self(name))
    }

    #[handler]
    fn name(&mut self, _: ()) -> String {
        self.0.clone()
    }
}

#[derive(Debug)]
struct SetupError;

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no setup")
    }
}

impl std::error::Error for SetupError {}

struct Three(u8, bool, Address<One>);

#[actor]
impl Three {
    #[init]
    fn new(
        n: u8,
        (yes, _): (bool, ()),
        one: Address<One>,
        _: &Context<Self>,
    ) -> Result<Self, SetupError> {
        if yes { Ok(Self(n, yes, one)) } else { Err(SetupError) }
    }

    #[handler]
    fn get(&self, _: ()) -> (u8, bool) {
        let _ = &self.2;
        (self.0, self.1)
    }
}

struct Ask;

#[actor(process = "creator")]
impl Ask {
    #[init]
    async fn new(_: &'static str) -> Result<Ask, Infallible> {
        Ok(Ask)
    }
}

fn args<A: Actor<Args = T>, T>() {}

fn main() {
    args::<ByDefault, ()>();
    args::<Nothing, ()>();
    args::<One, String>();
    args::<Three, (u8, (bool, ()), Address<One>)>();
    args::<Ask, &'static str>();
}
