use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter;

#[actor]
impl Counter {
    #[handler(retry = false)]
    fn add(&mut self, _: Add) -> Dispatch<u64> {
        Dispatch::Super
    }

    #[handler]
    fn exit(&mut self, _: ActorExitRequest) -> Dispatch {
        Dispatch::Super
    }

    #[handler(fallback)]
    fn other(&mut self, _: AnyMessage) -> Dispatch<u64> {
        Dispatch::Super
    }
}

fn main() {}
