//! Three actors: `Hello` lets a `World` of its own give the answer, `Goodbye` answers itself.
#![expect(clippy::print_stdout, reason = "greeting is what the program is for")]

use actors::prelude::*;
use actors_examples::options::Options;
use clap::Parser as _;

/// Asks for a greeting.
#[message]
struct Greet;

/// The beginning of a greeting, and who waits for the whole of it.
#[message]
struct Finish {
    beginning: String,
    reply: ReplyTo<String>,
}

#[derive(Default)]
struct Hello;

#[actor]
impl Hello {
    /// The right to answer travels to the other actor, which may be in another process.
    #[handler]
    fn greet(&mut self, _: Greet, reply: ReplyTo<String>, ctx: &mut Context<Self>) {
        let world = ctx.spawn::<World>(());
        ctx.send(&world, Finish { beginning: "Hello".to_owned(), reply });
    }
}

#[derive(Default)]
struct World;

#[actor]
impl World {
    /// Its work is done with the answer, so it ends: no `World` is left behind.
    #[handler]
    fn finish(&mut self, message: Finish, ctx: &mut Context<Self>) {
        message.reply.send(format!("{}, world!", message.beginning));
        ctx.exit();
    }
}

#[derive(Default)]
struct Goodbye;

#[actor]
impl Goodbye {
    #[handler]
    fn greet(&mut self, _: Greet) -> String {
        "Goodbye".to_owned()
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let greet = async |system: &ActorSystem| {
        let hello = system.create::<Hello>(()).await?;
        let goodbye = system.create::<Goodbye>(()).await?;
        println!("{}", hello.ask(Greet).await?);
        println!("{}", goodbye.ask(Greet).await?);
        Ok(())
    };
    Options::parse().run(greet).await
}
