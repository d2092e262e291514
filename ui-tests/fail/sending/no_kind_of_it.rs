use actors::{Recipient, prelude::*};

#[message]
struct Event;

#[message]
struct Other;

async fn send(recipient: Recipient<Event>) {
    recipient.tell(Event).await.unwrap();
    recipient.tell(Other).await.unwrap();
}

fn main() {}
