//! A server over TCP as actors: clients write lines, and the server answers other messages
//! meanwhile.
//!
//! The program is its own client, three times: one that never ends its line, one that makes every
//! mistake, and one that writes more than may be written. With `--serve` it waits for yours.
#![expect(clippy::print_stdout, reason = "what is said is the result")]

use std::net::SocketAddr;

use actors::prelude::*;
use actors_examples::{
    line_server::{
        client::Client,
        command::LONGEST,
        server::{Gone, Served, Server, Status, Where},
    },
    options::Options,
};
use clap::Parser;

/// Adds up the numbers that clients send as lines.
#[derive(Debug, Parser)]
struct Args {
    /// What every example takes
    #[command(flatten)]
    options: Options,
    /// Where the server listens; port 0 takes any that is free
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Serve until Ctrl-C: try `nc` with the address that is printed
    #[arg(long)]
    serve: bool,
}

#[actors::main]
async fn main() -> actors::Result {
    let args = Args::parse();
    if args.serve {
        args.options.serve(async |system| serve(system, args.listen).await).await
    } else {
        args.options.run(async |system| try_out(system, args.listen).await).await
    }
}

async fn serve(system: &ActorSystem, listen: SocketAddr) -> actors::Result {
    let server = system.create::<Server>(listen).await?;
    println!("serving on {}; Ctrl-C ends it", server.ask(Where).await?);
    // There are not so many clients in the life of a program.
    Ok(server.ask(Gone(u64::MAX)).await?)
}

async fn try_out(system: &ActorSystem, listen: SocketAddr) -> actors::Result {
    let server = system.create::<Server>(listen).await?;
    let address = server.ask(Where).await?;
    // Actors of the base `simple` run while somebody waits for one of them: here it is asked to
    // tell when the three clients are gone.
    let all_gone = async { Ok(server.ask(Gone(3)).await?) };
    tokio::try_join!(talk(address, &server), all_gone)?;
    say_status(&server).await
}

/// Three clients, in turns.
async fn talk(address: SocketAddr, server: &Address<Server>) -> actors::Result {
    let (mut slow, greeting) = Client::connect(address).await?;
    println!("slow:   {greeting}");
    slow.write("add 1").await?;
    println!("slow writes `add 1`, and not the end of the line");

    let (mut ann, greeting) = Client::connect(address).await?;
    println!("ann:    {greeting}");
    for line in ["add 5", "add five", "sub 5", "total please", "add 9223372036854775807", "total"] {
        println!("ann:    {line}\n        {}", ann.ask(line).await?);
    }
    say_status(server).await?;

    let (mut loud, greeting) = Client::connect(address).await?;
    println!("loud:   {greeting}");
    let answer = loud.ask(&"x".repeat(1000 * LONGEST)).await?;
    println!("loud:   xxxxxxxxxx...\n        {answer}");
    println!("loud:   add 10\n        {}", loud.ask("add 10").await?);

    println!("slow writes `00`, and the end of the line\n        {}", slow.ask("00").await?);
    for (name, client) in [("slow", &mut slow), ("ann", &mut ann), ("loud", &mut loud)] {
        println!("{name}: quit\n        {}", client.ask("quit").await?);
        if client.hear().await?.is_empty() {
            println!("{name} is disconnected");
        }
    }
    Ok(())
}

/// Asks the server as any actor may be asked.
async fn say_status(server: &Address<Server>) -> actors::Result {
    let Served { connected, gone, lines } = server.ask(Status).await?;
    println!("status: {connected} clients connected, {gone} gone, {lines} lines");
    Ok(())
}
