//! Nothing of the standard prelude is taken for granted, and nothing of the user's is confused
//! with it.
#![no_implicit_prelude]

// What stands below `#[actor]` need not be imported.
use ::actors::{actor, message};

pub struct Option;
pub struct Result;
pub struct Vec;
pub struct String;
pub struct Ok;
pub struct Some;
pub struct Send;
pub struct Default;
pub struct Messages;
pub struct Message;
pub struct Envelope;
pub trait Clone {}
pub mod std {}
pub mod core {}
pub mod serde {}

#[message]
pub struct Plain {
    pub number: u64,
    pub words: ::std::vec::Vec<::std::string::String>,
}

#[message]
pub enum Choice<T> {
    One(T),
    Other,
}

#[message]
pub struct Tuned {
    #[serde(default)]
    pub number: u64,
}

#[message(local)]
pub struct Local(pub Option);

pub struct Counter(u64);

#[actor(on_panic = "stop")]
#[require_capability("disk", 1.5)]
impl Counter {
    #[init]
    fn new(start: u64, _: bool) -> ::std::result::Result<Self, ::std::fmt::Error> {
        ::std::result::Result::Ok(Self(start))
    }

    #[handler]
    fn plain(&mut self, plain: &Plain) -> u64 {
        self.0 += plain.number;
        self.0
    }

    #[handler]
    async fn choice(&mut self, _: Choice<u8>, reply: ::actors::ReplyTo<bool>) {
        reply.send(true);
    }

    #[handler(fallback)]
    fn other(&mut self, _: ::actors::AnyMessage) {}

    #[capability_check]
    fn fits(_: &::actors::Capabilities, _: &::actors::Requirements) -> bool {
        true
    }
}

pub struct Near;

#[actor(process = "creator")]
#[init_messages(Local)]
impl Near {
    #[init]
    fn new() -> Self {
        Self
    }

    #[handler]
    fn local(&mut self, _: Local) {}

    #[on_ready]
    async fn ready(
        &mut self,
        _: &mut ::actors::Context<Self>,
    ) -> ::std::result::Result<(), ::std::fmt::Error> {
        ::std::result::Result::Ok(())
    }
}

#[::actors::main]
async fn main() {}
