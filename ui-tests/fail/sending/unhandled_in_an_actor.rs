use actors::prelude::*;

#[message]
struct Add(u64);

#[message]
struct Get;

#[message]
struct Unknown;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) {
        self.0 += n;
    }

    #[handler]
    fn get(&mut self, _: Get, ctx: &mut Context<Self>) -> u64 {
        ctx.send(&ctx.address(), Unknown);
        self.0
    }
}

fn main() {}
