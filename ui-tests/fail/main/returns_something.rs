//! `main` returns what a program may end with.

#[actors::main]
async fn main() -> u64 {
    3
}
