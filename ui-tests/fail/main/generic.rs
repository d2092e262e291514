//! `main` has no parameters.

#[actors::main]
async fn main<T>() {}
