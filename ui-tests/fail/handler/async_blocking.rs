use actors::prelude::*;

#[message]
struct Hash(String);

#[derive(Default)]
struct Hasher;

#[actor]
impl Hasher {
    #[handler(blocking)]
    async fn hash(&mut self, Hash(text): Hash) -> usize {
        text.len()
    }
}

fn main() {}
