#[actors::main]
async fn start() {}

#[actors::main]
struct Counter;

fn main() {}
