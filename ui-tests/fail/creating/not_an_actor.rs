use actors::prelude::*;

#[derive(Default)]
struct Counter;

async fn create(system: &ActorSystem) -> actors::Result<u64> {
    let counter = system.create::<Counter>(()).await?;
    Ok(counter.ask(1).await?)
}

#[derive(Default)]
struct Parent;

#[actor]
impl Parent {
    #[handler]
    fn go(&mut self, _: (), ctx: &mut Context<Self>) {
        let counter = ctx.spawn::<Counter>(());
        ctx.send(&counter, 1);
    }
}

actors::register!(Counter);

fn main() {}
