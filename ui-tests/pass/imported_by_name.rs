//! Everything may be imported by its name, or be written with its path.

use actors::{Address, Context, actor, message};

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
#[actors::troupe(max = 2)]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add, _: &mut Context<Self>) -> u64 {
        self.0 += n;
        self.0
    }

    #[actors::handler]
    fn get(&mut self, _: ()) -> u64 {
        self.0
    }
}

#[expect(unused_imports, reason = "`#[actor]` reads them, nobody else does")]
use actors::{handler, troupe};

#[allow(dead_code)]
async fn ask(counter: &Address<Counter>) -> actors::Result<u64> {
    Ok(counter.ask(Add(1)).await?)
}

fn main() {}
