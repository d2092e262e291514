use actors::prelude::*;

struct Counter(u64);

#[actor]
impl Counter {
    #[init]
    fn new(n: u64) -> Self {
        Self(n)
    }

    #[handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

struct Parent;

#[actor]
impl Parent {
    #[init]
    fn new(ctx: &mut Context<Self>) -> Self {
        ctx.spawn::<Counter>("three");
        Self
    }
}

fn main() {}
