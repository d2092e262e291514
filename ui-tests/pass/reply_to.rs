//! Answers that come later, and from elsewhere.

use actors::prelude::*;

type Later<T> = ReplyTo<T>;

#[message]
struct Query(String);

#[message]
struct Refused;

/// The right to answer travels.
#[message]
struct Job {
    query: String,
    reply: ReplyTo<Result<String, Refused>>,
}

#[derive(Default)]
struct Front {
    waiting: Vec<ReplyTo<u8>>,
}

#[actor]
impl Front {
    #[handler]
    fn query(
        &mut self,
        Query(query): Query,
        reply: ReplyTo<Result<String, Refused>>,
        ctx: &mut Context<Self>,
    ) {
        ctx.send(&ctx.address(), Job { query, reply });
    }

    #[handler]
    fn job(&mut self, job: Job) {
        job.reply.send(if job.query.is_empty() { Err(Refused) } else { Ok(job.query) });
    }

    #[handler]
    async fn wait(&mut self, _: &bool, ctx: &Context<Self>, reply: actors::ReplyTo<u8>) -> () {
        let _ = ctx.parent();
        self.waiting.push(reply);
    }
}

async fn ask(front: &Address<Front>) -> Result<String, AskError<Refused>> {
    let _: u8 = front.ask(true).await.unwrap_or(0);
    front.ask(Query("who".to_owned())).await
}

fn main() {
    let _: Option<Later<u8>> = None;
    let _ = ask;
}
