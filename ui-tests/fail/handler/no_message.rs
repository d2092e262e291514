use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn reset(&mut self) {
        self.0 = 0;
    }

    #[handler]
    fn stop(&mut self, ctx: &mut Context<Self>) {
        ctx.exit();
    }
}

fn main() {}
