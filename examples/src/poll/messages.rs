//! What the actors of the service say to one another.

use std::{collections::BTreeMap, fmt};

use actors::prelude::*;

/// Counts by answer.
pub type Answers = BTreeMap<String, u64>;

/// One response to a poll, as it came in.
#[message]
#[derive(PartialEq, Eq)]
pub struct Response {
    /// The name of the question.
    pub question: String,
    /// What was answered, and by whom.
    pub ballot: Ballot,
}

/// An answer, and what is known of the one who gave it.
#[message]
#[derive(PartialEq, Eq)]
pub struct Ballot {
    /// The answer.
    pub answer: String,
    /// What is known of the respondent: a value for each name.
    pub demographics: BTreeMap<String, String>,
}

/// Asks for the analytics of a question.
#[message]
pub struct Query(pub String);

/// What is known of a question.
#[message]
#[derive(Default, PartialEq, Eq)]
pub struct Analytics {
    /// Its name.
    pub question: String,
    /// How many answered it.
    pub total: u64,
    /// How many gave which answer.
    pub answers: Answers,
    /// The same for each value of each demographic.
    pub by: BTreeMap<String, BTreeMap<String, Answers>>,
}

/// What a query is answered with.
pub type QueryReply = Result<Analytics, Refusal>;

/// Why there are no analytics.
#[message]
#[derive(PartialEq, Eq)]
pub enum Refusal {
    /// Nobody ever answered this question.
    Unknown(String),
    /// Something is broken that may work again later.
    Unavailable(String),
}

/// Asks which questions there are.
#[message]
pub struct List;

/// A question in the list of all.
#[message]
#[derive(PartialEq)]
pub struct Listed {
    /// Its name.
    pub question: String,
    /// Whether an actor plays it now; if not, its counts are in the database only.
    pub live: bool,
    /// How much is going on, decaying with time.
    pub activity: f64,
}

/// A response on its way to its question.
#[message]
pub struct Count(pub Response);

/// A query on its way to its question, with the asker's own way back: the question answers, and
/// nobody in between waits.
#[message]
pub struct Lookup {
    /// The question.
    pub question: String,
    /// The asker.
    pub reply: ReplyTo<QueryReply>,
}

/// Asks for the list, on behalf of another.
#[message]
pub struct Roll(pub ReplyTo<Vec<Listed>>);

/// Asks a question for its analytics, on behalf of another.
#[message]
pub struct Dump(pub ReplyTo<QueryReply>);

/// Asks for everything to be saved: answered when as many responses as were accepted have been
/// routed, and every question has gone home.
#[message]
pub struct Close {
    /// How many responses were accepted.
    pub accepted: u64,
}

/// The heartbeat of the cast.
#[message]
pub struct Beat;

/// It is time to save.
#[message]
pub struct SaveNow;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(question) => write!(f, "nobody has answered `{question}` yet"),
            Self::Unavailable(why) => write!(f, "not available now: {why}"),
        }
    }
}
