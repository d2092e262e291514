use std::time::Duration;

use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, n: u64, ctx: &mut Context<Self>) {
        self.0 += n;
        ctx.wakeup_after(Duration::from_secs(1), n);
    }
}

fn main() {}
