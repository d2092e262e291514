use actors::prelude::*;

#[message]
struct Add(u64);

#[message]
struct Unknown;

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) {
        self.0 += n;
    }
}

async fn tell(counter: &Address<Counter>) -> actors::Result {
    let _ = counter.tell(Unknown).await;
    let answer = counter.ask("text".to_owned()).await?;
    counter.try_tell(1_u8)?;
    Ok(answer)
}

fn main() {}
