//! The parts of the crawler.
//!
//! ```text
//!  main ── Crawl ── Fetcher (a troupe) ══ HTTP ══ the site
//! ```

pub mod crawl;
pub mod fetcher;
pub mod http;
pub mod links;
pub mod site;
