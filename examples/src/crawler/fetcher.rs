//! `Fetcher`: reads one page at a time. There are as many as there is work for.

use std::time::Duration;

use actors::prelude::*;

use super::{crawl::Crawl, http::Client, links::links};

/// A worker of the troupe that reads pages.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
}

/// A page to be read, and who wants to know what is in it.
#[message]
pub struct Fetch {
    /// The page.
    pub path: String,
    /// Who is told.
    pub crawl: Address<Crawl>,
}

/// A page that was read, or could not be.
#[message]
pub struct Fetched {
    /// The page.
    pub path: String,
    /// The pages that it links to; or why it could not be read.
    pub links: Result<Vec<String>, String>,
}

#[actor(mailbox = 256)]
#[troupe(max = 16, idle = 2)]
impl Fetcher {
    #[init]
    fn new(host: String, patience: Duration) -> Self {
        Self { client: Client::new(host, patience) }
    }

    /// While one worker waits for its page the others go on.
    #[handler]
    async fn fetch(&mut self, Fetch { path, crawl }: Fetch, ctx: &mut Context<Self>) {
        let page = self.client.get(&path).await;
        let links = page.map(|page| links(&page)).map_err(|error| error.to_string());
        ctx.send(&crawl, Fetched { path, links });
    }
}
