use actors::{blocking::ActorSystem, prelude::*};

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter;

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        n
    }
}

/// With a result, and what its processes need.
#[actors::main]
fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple)?;
    let counter = system.create::<Counter>(()).named("counter").wait()?;
    assert_eq!(system.ask(&counter, Add(2), std::time::Duration::from_secs(5))?, 2);
    system.shutdown()
}
