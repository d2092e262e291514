#[actors::main(worker_threads = 2)]
fn main() {}
