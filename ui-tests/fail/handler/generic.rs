use actors::prelude::*;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn any<T: ToString>(&mut self, value: T) -> String {
        value.to_string()
    }

    #[handler]
    fn opaque(&mut self, value: impl ToString) -> String {
        value.to_string()
    }
}

fn main() {}
