use actors::prelude::*;

#[message]
struct Add {
    #[serde(defaul)]
    n: u64,
}

fn main() {}
