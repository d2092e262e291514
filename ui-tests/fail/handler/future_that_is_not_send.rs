use std::rc::Rc;

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    async fn add(&mut self, Add(n): Add) {
        let shared = Rc::new(n);
        std::future::ready(()).await;
        self.0 += *shared;
    }
}

fn main() {}
