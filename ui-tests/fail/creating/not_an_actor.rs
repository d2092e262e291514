use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

async fn create(system: &ActorSystem) {
    let _ = system.create::<Counter>(()).await;
}

fn main() {
    let _ = Counter(1).0;
}
