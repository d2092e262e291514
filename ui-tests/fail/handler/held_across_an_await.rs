//! A handler goes from thread to thread where it waits, with all that it holds.

use std::rc::Rc;

use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    async fn add(&mut self, Add(n): Add) -> u64 {
        let shared = Rc::new(n);
        std::future::ready(()).await;
        self.0 += *shared;
        self.0
    }

    #[handler]
    async fn text(&mut self, text: String) {
        let lock = std::sync::Mutex::new(text);
        let guard = lock.lock().unwrap();
        std::future::ready(()).await;
        drop(guard);
    }
}

fn main() {}
