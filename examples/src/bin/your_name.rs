//! An actor that makes another for each question: it takes the name out of a text and greets.
#![expect(clippy::print_stdout, reason = "greeting is what the program is for")]

use actors::prelude::*;
use actors_examples::options::Options;
use clap::Parser as _;

/// Says who somebody is, in words.
#[message]
struct Introduction(String);

/// Those words had no name in them.
#[message]
#[derive(PartialEq, Eq)]
struct NoName(String);

impl std::fmt::Display for NoName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no name in `{}`", self.0)
    }
}

/// How an introduction begins.
const BEGINNING: &str = "Hello! My name is ";

/// The words, and who waits for the greeting.
#[message]
struct FindName {
    words: String,
    reply: ReplyTo<Result<String, NoName>>,
}

#[derive(Default)]
struct Hello;

#[actor]
impl Hello {
    #[handler]
    fn introduction(
        &mut self,
        Introduction(words): Introduction,
        reply: ReplyTo<Result<String, NoName>>,
        ctx: &mut Context<Self>,
    ) {
        let your_name = ctx.spawn::<YourName>(());
        ctx.send(&your_name, FindName { words, reply });
    }
}

#[derive(Default)]
struct YourName;

#[actor]
impl YourName {
    /// Answers the first one, and ends.
    #[handler]
    fn find(&mut self, FindName { words, reply }: FindName, ctx: &mut Context<Self>) {
        reply.send(match words.strip_prefix(BEGINNING) {
            Some(name) if !name.is_empty() => Ok(format!("Hello, {name}")),
            _ => Err(NoName(words)),
        });
        ctx.exit();
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let greet = async |system: &ActorSystem| {
        let hello = system.create::<Hello>(()).await?;
        println!("{}", hello.ask(Introduction(format!("{BEGINNING}Ying"))).await?);
        Ok(())
    };
    Options::parse().run(greet).await
}
