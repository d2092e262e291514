//! Types that are called what the attributes might call something.

use actors::prelude::*;

#[message]
struct Double(u8);

#[message]
struct Serializer {
    serializer: Double,
    f0: u8,
    formatter: Box<Double>,
}

#[message]
struct Messages;

#[message]
struct Envelope;

#[message]
struct Exit;

#[message]
struct Fallback<T>(T);

#[message]
struct Handled;

#[message]
struct Case(u8);

#[allow(non_upper_case_globals)]
const replies: u8 = 1;
static ACTOR: u8 = 2;

#[derive(Default)]
struct Actor;

#[actor]
impl Actor {
    #[handler]
    fn exit(&mut self, _: Exit) -> Envelope {
        Envelope
    }

    #[handler]
    fn fallback(&mut self, message: Fallback<Serializer>, ctx: &mut Context<Self>) -> Handled {
        let _ = ctx.address();
        let Serializer { serializer, f0, formatter } = message.0;
        let _ = serializer.0 + f0 + formatter.0;
        Handled
    }

    #[handler]
    fn unused(&mut self, _: Handled) -> Messages {
        Messages
    }

    #[handler]
    async fn dispatch(&mut self, _: Messages) {}

    #[handler]
    fn init(&mut self, Case(n): Case) -> Case {
        Case(n)
    }

    #[handler]
    fn name(&self, _: Envelope) -> u8 {
        ACTOR + replies
    }

    fn encode_args() {}
    fn capability_check() {}
}

fn main() {
    Actor::encode_args();
    Actor::capability_check();
}
