//! Crawls a site with a troupe: every page once, whatever single pages do.
//!
//! Without `--site` it serves a site of 960 pages itself, one of them too slow to wait for and one
//! broken, and checks afterwards that each was asked for once.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use actors::{Error, prelude::*};
use actors_examples::{
    crawler::{
        crawl::{Crawl, Plan, Summary, Walk},
        site::{self, Site},
    },
    options::Options,
};
use clap::Parser;

/// Reads all pages of a site that can be reached from its first.
#[derive(Debug, Parser)]
struct Args {
    /// What every example takes
    #[command(flatten)]
    options: Options,
    /// The site, HTTP without encryption [default: one that is made for it]
    #[arg(long, value_name = "HOST:PORT")]
    site: Option<String>,
    /// The page to begin with [default: / of a site, /page/0 of the one that is made for it]
    #[arg(long, value_name = "PATH")]
    begin: Option<String>,
    /// The most pages that are read
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    limit: usize,
    /// The seconds that a page may take
    #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3600))]
    patience: u64,
}

#[actors::main]
async fn main() -> actors::Result {
    let args = Args::parse();
    let made = if args.site.is_none() { Some(Site::serve().await?) } else { None };
    let host = match (&args.site, &made) {
        (Some(host), _) => host.clone(),
        (None, Some(made)) => made.address().to_string(),
        (None, None) => return Err(Error::message("there is no site")),
    };
    let first = args.begin.clone().unwrap_or_else(|| match &made {
        Some(_) => site::path(0),
        None => "/".to_owned(),
    });
    let patience = Duration::from_secs(args.patience);
    let plan = Plan { host, patience, limit: args.limit };
    args.options.run(async |system| walk(system, plan, first, made).await).await
}

async fn walk(
    system: &ActorSystem,
    plan: Plan,
    first: String,
    made: Option<Site>,
) -> actors::Result {
    let crawl = system.create::<Crawl>(plan).await?;
    let summary = crawl.ask(Walk(first)).await?;
    say(&tell(&summary))?;
    match made {
        Some(site) if summary.left == 0 => check(&summary, &site.asked()),
        _ => Ok(()),
    }
}

fn tell(summary: &Summary) -> String {
    let Summary { read, links, failed, left, reading, whole } = summary;
    let each_second = *read as f64 / reading.as_secs_f64();
    let mut text = format!("{read} pages read, with {links} links\n");
    for (path, why) in failed {
        text.push_str(&format!("{path} was not read: {why}\n"));
    }
    if *left > 0 {
        text.push_str(&format!("{left} more pages are known\n"));
    }
    text.push_str(&format!(
        "the last page was there after {reading:.2?}, {each_second:.0} pages a second; \
         the end was after {whole:.2?}\n"
    ));
    text
}

/// Whether each page was visited, and once, and all could be read but the two that can't.
fn check(summary: &Summary, asked: &[u32]) -> actors::Result {
    let failed: Vec<_> = summary.failed.keys().map(String::as_str).collect();
    let expected = [site::path(site::SLOW), site::path(site::BROKEN)];
    let other = (0..).zip(asked).find(|(_, asked)| **asked != 1);
    if let Some((number, asked)) = other {
        return Err(Error::message(format!("{} was visited {asked} times", site::path(number))));
    }
    if failed != expected || summary.read + expected.len() != asked.len() {
        return Err(Error::message(format!("wrong: {} read, but for {failed:?}", summary.read)));
    }
    Ok(say(&format!("all {} pages were visited, each once\n", asked.len()))?)
}

/// Writes to the standard output, if anybody reads it.
fn say(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}
