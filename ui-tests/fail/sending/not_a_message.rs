//! Whoever takes anything takes messages.

use actors::{Recipient, prelude::*};

struct Unknown;

async fn tell(anybody: &AnyAddress) {
    let _ = anybody.tell(Unknown).await;
}

fn recipient(_: &Recipient<Unknown>) {}

fn main() {}
