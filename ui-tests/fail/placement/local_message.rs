use actors::prelude::*;

#[message(local)]
struct Take(Box<dyn Fn() + Send>);

#[derive(Default)]
struct Worker;

#[actor(process = "own")]
impl Worker {
    #[handler]
    fn take(&mut self, Take(work): Take) {
        work();
    }
}

fn main() {}
