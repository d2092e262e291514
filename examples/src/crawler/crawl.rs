//! `Crawl`: knows which pages there are, and sees to it that each is read once.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    time::{Duration, Instant},
};

use actors::prelude::*;

use super::fetcher::{Fetch, Fetched, Fetcher};

/// How many pages are being read, or wait with the troupe, at once. All others wait here, where
/// they take no more than their names.
const AT_ONCE: usize = 64;

/// One walk through a site, from a page to all that can be reached from it.
#[derive(Debug)]
pub struct Crawl {
    fetcher: Address<Fetcher>,
    limit: usize,
    known: HashSet<String>,
    waiting: VecDeque<String>,
    /// The pages that are being read, and since when.
    reading: HashMap<String, Instant>,
    summary: Summary,
    start: Instant,
    asker: Option<ReplyTo<Summary>>,
}

/// What is to be walked through, and how.
#[message]
pub struct Plan {
    /// The site: a name or number with a port.
    pub host: String,
    /// How long a page may take.
    pub patience: Duration,
    /// The most pages that are read.
    pub limit: usize,
}

/// Starts at this page. Answered when there is nothing more to read.
#[message]
pub struct Walk(pub String);

/// What came of it.
#[message]
#[derive(Default)]
pub struct Summary {
    /// How many pages were read.
    pub read: usize,
    /// How many links they have to pages of the site.
    pub links: usize,
    /// The pages that could not be read, and why.
    pub failed: BTreeMap<String, String>,
    /// Pages that are known and were not read, because of the limit.
    pub left: usize,
    /// How long it took until the last page had been read.
    pub reading: Duration,
    /// How long it took in all: it may be that a page was waited for in vain.
    pub whole: Duration,
}

#[actor]
impl Crawl {
    #[init]
    fn new(plan: Plan, ctx: &mut Context<Self>) -> Self {
        Self {
            fetcher: ctx.spawn::<Fetcher>((plan.host, plan.patience)),
            limit: plan.limit,
            known: HashSet::new(),
            waiting: VecDeque::new(),
            reading: HashMap::new(),
            summary: Summary::default(),
            start: Instant::now(),
            asker: None,
        }
    }

    #[handler]
    fn walk(&mut self, Walk(path): Walk, asker: ReplyTo<Summary>, ctx: &mut Context<Self>) {
        self.start = Instant::now();
        self.asker = Some(asker);
        self.meet(path);
        self.go_on(ctx);
    }

    #[handler]
    fn fetched(&mut self, Fetched { path, links }: Fetched, ctx: &mut Context<Self>) {
        // A page whose reader was thought to be lost may come after all: it counts once.
        if self.reading.remove(&path).is_none() {
            return;
        }
        match links {
            Ok(links) => {
                self.summary.read += 1;
                self.summary.links += links.len();
                self.summary.reading = self.start.elapsed();
                links.into_iter().for_each(|link| self.meet(link));
            }
            Err(why) => _ = self.summary.failed.insert(path, why),
        }
        self.go_on(ctx);
    }

    /// A page is to be read if it is new.
    fn meet(&mut self, path: String) {
        if self.known.insert(path.clone()) {
            self.waiting.push_back(path);
        }
    }

    /// Gives the troupe what it can take, and answers when there is nothing more to do.
    fn go_on(&mut self, ctx: &mut Context<Self>) {
        while self.reading.len() < AT_ONCE && self.started() < self.limit {
            let Some(path) = self.waiting.pop_front() else { break };
            self.reading.insert(path.clone(), Instant::now());
            ctx.send(&self.fetcher, Fetch { path, crawl: ctx.address() });
        }
        if self.reading.is_empty()
            && let Some(asker) = self.asker.take()
        {
            self.summary.left = self.waiting.len();
            self.summary.whole = self.start.elapsed();
            asker.send(self.summary.clone());
        }
    }

    fn started(&self) -> usize {
        self.known.len() - self.waiting.len()
    }
}
