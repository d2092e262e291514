//! An init of several parameters wants them all.

use actors::prelude::*;

struct Player {
    name: String,
    points: u64,
}

#[actor]
impl Player {
    #[init]
    fn new(name: String, points: u64) -> Self {
        Self { name, points }
    }

    #[handler]
    fn name(&mut self, _: ()) -> String {
        format!("{} {}", self.name, self.points)
    }
}

async fn create(system: &ActorSystem) {
    let _ = system.create::<Player>("Ying".to_owned()).await;
    let _ = system.create::<Player>(()).await;
}

fn main() {}
