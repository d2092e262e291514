//! `Cast`: knows which actor plays which question, and sends those home that nobody asks for.
//!
//! It is the one that every message passes, so its handlers never wait, except for a question to
//! be made. Answers do not come through it: a question answers the asker.
//!
//! A question that goes home loses nothing. Only the cast sends to questions, and what it sends
//! arrives in order: everything before the exit request is counted and saved. What comes after it
//! is held here until the question has ended, and then goes to its successor.

use std::{collections::BTreeMap, path::Path, time::Duration};

use actors::prelude::*;

use super::{
    messages::{
        Ballot, Beat, Close, Count, Dump, Listed, Lookup, QueryReply, Refusal, Response, Roll,
    },
    question::Question,
    store::Store,
};

/// The one who knows all questions that are played.
#[derive(Debug)]
pub struct Cast {
    rules: Rules,
    store: Store,
    parts: BTreeMap<String, Part>,
    /// How many responses were sent to their questions, or lost for a reason that was told.
    routed: u64,
    /// Who waits for the end of the play, and for how many responses before it.
    closing: Option<(u64, ReplyTo<()>)>,
    /// Whether a wakeup for the next beat is on its way.
    beating: bool,
}

impl Cast {
    /// The name by which everybody finds it.
    pub const NAME: &str = "Cast";
}

/// What the cast goes by.
#[message]
pub struct Rules {
    /// The file of the database.
    pub database: String,
    /// The time from one beat to the next. At each beat activities are halved.
    pub heartbeat: Duration,
    /// A question with less activity than this goes home.
    pub threshold: f64,
}

/// An actor that plays a question.
#[derive(Debug)]
struct Part {
    question: Address<Question>,
    activity: f64,
    /// What came since it was asked to go home.
    held: Option<Vec<Line>>,
}

/// What is said to a question.
#[derive(Debug)]
enum Line {
    Ballot(Ballot),
    Dump(ReplyTo<QueryReply>),
}

#[actor(name = "poll.Cast", mailbox = 128)]
impl Cast {
    #[init]
    fn new(rules: Rules) -> rusqlite::Result<Self> {
        let store = Store::open(Path::new(&rules.database))?;
        let parts = BTreeMap::new();
        Ok(Self { rules, store, parts, routed: 0, closing: None, beating: false })
    }

    #[handler]
    async fn count(&mut self, Count(response): Count, ctx: &mut Context<Self>) {
        let Response { question, ballot } = response;
        self.say(question, Line::Ballot(ballot), ctx).await;
        self.routed += 1;
        self.close_if_due(ctx);
    }

    #[handler]
    async fn lookup(&mut self, lookup: Lookup, ctx: &mut Context<Self>) {
        let Lookup { question, reply } = lookup;
        if !self.parts.contains_key(&question) {
            let refusal = match self.store.knows(&question) {
                Ok(true) => None,
                Ok(false) => Some(Refusal::Unknown(question.clone())),
                Err(error) => Some(Refusal::Unavailable(error.to_string())),
            };
            if let Some(refusal) = refusal {
                return reply.send(Err(refusal));
            }
        }
        self.say(question, Line::Dump(reply), ctx).await;
    }

    #[handler]
    fn roll(&mut self, Roll(reply): Roll) {
        let stored = self.store.questions().unwrap_or_default();
        let idle = |question| Listed { question, live: false, activity: 0.0 };
        let mut all: BTreeMap<_, _> =
            stored.into_iter().map(|question| (question.clone(), idle(question))).collect();
        for (question, part) in &self.parts {
            let question = question.clone();
            let listed = Listed { question, live: true, activity: part.activity };
            all.insert(listed.question.clone(), listed);
        }
        reply.send(all.into_values().collect());
    }

    /// Lets activities decay, and the quiet ones go.
    #[handler]
    fn beat(&mut self, _: WakeupMessage<Beat>, ctx: &mut Context<Self>) {
        self.beating = false;
        for part in self.parts.values_mut() {
            part.activity /= 2.0;
            if part.activity < self.rules.threshold {
                part.send_home(ctx);
            }
        }
        self.keep_beating(ctx);
    }

    /// A question has ended: sent home, or killed. What was held for it goes to its successor.
    #[handler]
    async fn exited(&mut self, exited: ActorExited, ctx: &mut Context<Self>) {
        let is_it = |part: &Part| part.question.any() == exited.address;
        let found = self.parts.iter().find(|(_, part)| is_it(part));
        let Some(question) = found.map(|(question, _)| question.clone()) else { return };
        let held = self.parts.remove(&question).and_then(|part| part.held).unwrap_or_default();
        for line in held {
            self.say(question.clone(), line, ctx).await;
        }
        self.close_if_due(ctx);
    }

    #[handler]
    fn close(&mut self, close: Close, reply: ReplyTo<()>, ctx: &mut Context<Self>) {
        self.closing = Some((close.accepted, reply));
        self.close_if_due(ctx);
    }

    /// Says a line to a question, which is made if nobody plays it.
    async fn say(&mut self, question: String, line: Line, ctx: &mut Context<Self>) {
        if !self.parts.contains_key(&question) {
            match self.make(&question, ctx).await {
                Ok(part) => _ = self.parts.insert(question.clone(), part),
                Err(error) => return line.fail(&question, &error),
            }
            self.keep_beating(ctx);
        }
        if let Some(part) = self.parts.get_mut(&question) {
            part.take(line, ctx);
        }
    }

    /// A question by its name: the one that is there, or a new one. It is nobody's child, so the
    /// cast watches it.
    async fn make(&mut self, question: &str, ctx: &mut Context<Self>) -> Result<Part, CreateError> {
        let args = (question.to_owned(), self.rules.database.clone());
        let name = format!("Question:{question}");
        let question = ctx.create::<Question>(args).named(name).await?;
        ctx.watch(&question);
        Ok(Part { question, activity: 0.0, held: None })
    }

    /// Beats as long as there is somebody to send home.
    fn keep_beating(&mut self, ctx: &mut Context<Self>) {
        if !self.beating && !self.parts.is_empty() {
            self.beating = true;
            ctx.wakeup_after(self.rules.heartbeat, Beat);
        }
    }

    fn close_if_due(&mut self, ctx: &mut Context<Self>) {
        let Some((accepted, _)) = self.closing else { return };
        if self.routed < accepted {
            return;
        }
        for part in self.parts.values_mut() {
            part.send_home(ctx);
        }
        if self.parts.is_empty()
            && let Some((_, reply)) = self.closing.take()
        {
            reply.send(());
        }
    }
}

impl Part {
    fn take(&mut self, line: Line, ctx: &mut Context<Cast>) {
        self.activity += 1.0;
        match &mut self.held {
            Some(held) => held.push(line),
            None => match line {
                Line::Ballot(ballot) => ctx.send(&self.question, ballot),
                Line::Dump(reply) => ctx.send(&self.question, Dump(reply)),
            },
        }
    }

    fn send_home(&mut self, ctx: &mut Context<Cast>) {
        if self.held.is_none() {
            self.held = Some(Vec::new());
            ctx.exit_actor(&self.question);
        }
    }
}

impl Line {
    /// The question can't be made.
    fn fail(self, question: &str, error: &CreateError) {
        match self {
            Self::Ballot(_) => eprintln!("a response to `{question}` is lost: {error}"),
            Self::Dump(reply) => reply.send(Err(Refusal::Unavailable(error.to_string()))),
        }
    }
}
