//! `Translator`: turns requests into routes. There are as many as the work needs.
//!
//! They live in the process of the front, on its threads: what they do is small, and a process of
//! their own would only be one more to pass. For work that is worth it, leave `process` out.

use actors::prelude::*;

use super::{
    cast::{Cast, Rules},
    messages::{Ballot, Count, List, Listed, Lookup, Query, QueryReply, Response, Roll},
};

/// A worker of the troupe behind the HTTP front.
#[derive(Debug)]
pub struct Translator {
    cast: Address<Cast>,
    rules: Rules,
}

#[actor(process = "creator", mailbox = 64)]
#[troupe(max = 4, idle = 2)]
impl Translator {
    #[init]
    async fn new(rules: Rules, ctx: &mut Context<Self>) -> Result<Self, CreateError> {
        let cast = find(&rules, ctx).await?;
        Ok(Self { cast, rules })
    }

    /// The cast has ended, perhaps with its process: there will be another.
    #[handler]
    async fn exited(&mut self, _: ActorExited, ctx: &mut Context<Self>) {
        match find(&self.rules, ctx).await {
            Ok(cast) => self.cast = cast,
            // There is none when everything ends.
            Err(CreateError::SystemShutdown) => {}
            Err(error) => eprintln!("there is no cast: {error}"),
        }
    }

    #[handler]
    fn response(&mut self, response: Response, ctx: &mut Context<Self>) {
        let Response { question, ballot } = response;
        let ballot = Ballot {
            answer: tidy(&ballot.answer),
            demographics: ballot
                .demographics
                .iter()
                .map(|(name, value)| (tidy(name), tidy(value)))
                .collect(),
        };
        ctx.send(&self.cast, Count(Response { question: tidy(&question), ballot }));
    }

    #[handler]
    fn query(
        &mut self,
        Query(question): Query,
        reply: ReplyTo<QueryReply>,
        ctx: &mut Context<Self>,
    ) {
        ctx.send(&self.cast, Lookup { question: tidy(&question), reply });
    }

    #[handler]
    fn list(&mut self, _: List, reply: ReplyTo<Vec<Listed>>, ctx: &mut Context<Self>) {
        ctx.send(&self.cast, Roll(reply));
    }
}

/// The same words are the same thing, however they were typed.
fn tidy(words: &str) -> String {
    words.trim().to_owned()
}

/// The cast by its name: the one that is there, or a new one.
async fn find(rules: &Rules, ctx: &mut Context<Translator>) -> Result<Address<Cast>, CreateError> {
    let cast = ctx.create::<Cast>(rules.clone()).named(Cast::NAME).await?;
    ctx.watch(&cast);
    Ok(cast)
}
