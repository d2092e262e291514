//! The poll-analytics service: responses to polls come in over HTTP, and what people answered, by
//! who they are, can be asked for at any time.
//!
//! ```text
//!  HTTP ── front ── Translator (a troupe) ── Cast ──┬── Question "vote"
//!                                                   ├── Question "PID"     each with its counts in
//!                                                   └── …                  memory, saved to SQLite
//! ```
//! A [`Translator`](translator::Translator) turns a request into a route, the one
//! [`Cast`](cast::Cast) knows who plays which part, and a [`Question`](question::Question) counts.
//! A question that nobody asks about goes home; it is made again, with its counts, when it is
//! needed.

pub mod args;
pub mod cast;
pub mod client;
pub mod http;
pub mod messages;
pub mod question;
pub mod replay;
pub mod report;
pub mod request;
pub mod saver;
pub mod service;
pub mod store;
pub mod survey;
pub mod tally;
pub mod translator;
