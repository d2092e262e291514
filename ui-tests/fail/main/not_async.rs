#[actors::main]
fn main() {}
