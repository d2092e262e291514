#[actors::test]
async fn counts(n: u64) {}

fn main() {}
