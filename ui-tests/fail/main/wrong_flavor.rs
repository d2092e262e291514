#[actors::main(flavor = "single", worker_threads = 0)]
async fn main() {}
