use actors::prelude::*;

#[message]
struct Add(u64);

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add, log: &mut String) {
        log.push('x');
        self.0 += n;
    }

    #[handler]
    fn text(&mut self, text: &str) -> usize {
        text.len()
    }

    #[handler]
    fn change(&mut self, add: &mut Add, _: Context<Self>) {
        add.0 += 1;
    }
}

fn main() {}
