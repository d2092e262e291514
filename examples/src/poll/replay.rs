//! The replay: sends a survey through HTTP, asks for analytics meanwhile, and checks every count.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actors::Error;
use hyper::{StatusCode, body::Bytes};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{
    client::Client,
    messages::{Analytics, Response},
    survey::Survey,
};

/// How it went.
#[derive(Debug)]
pub struct Outcome {
    /// How many responses were sent.
    pub responses: u64,
    /// How long that took, until the last was counted.
    pub took: Duration,
    /// How long each query took meanwhile, shortest first.
    pub queries: Vec<Duration>,
    /// The analytics at the end, by question.
    pub analytics: BTreeMap<String, Analytics>,
}

/// How often, and how fast.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often everything is sent.
    pub rounds: u64,
    /// How many connections send at once.
    pub connections: u64,
    /// The most responses in a second; without it, as many as are taken.
    pub rate: Option<NonZeroU32>,
}

/// How long after the last response everything has to be counted.
const PATIENCE: Duration = Duration::from_secs(30);

/// The time between two queries while the replay runs, and between two looks at its end.
const PAUSE: Duration = Duration::from_millis(2);

/// Sends the survey at this pace, and checks the counts.
///
/// # Errors
/// When the service refuses something, or a count is not what it should be.
pub async fn replay(service: SocketAddr, survey: &Survey, pace: Pace) -> actors::Result<Outcome> {
    let mut client = Client::connect(service).await?;
    let mut expected = earlier(&mut client, survey).await?;
    survey.count(pace.rounds, &mut expected);

    let start = Instant::now();
    let (sending, sent) = watch::channel(());
    let asking = tokio::spawn(ask_until(sent, service, survey.questions.clone()));
    let responses = send(service, survey, pace).await?;
    let analytics = settle(&mut client, &expected).await?;
    let took = start.elapsed();
    drop(sending);
    let mut queries = asking.await??;
    queries.sort_unstable();
    check(&expected, &analytics)?;
    Ok(Outcome { responses, took, queries, analytics })
}

/// What was counted before.
async fn earlier(
    client: &mut Client,
    survey: &Survey,
) -> actors::Result<BTreeMap<String, Analytics>> {
    let mut found = BTreeMap::new();
    for question in &survey.questions {
        let none = || Analytics { question: question.clone(), ..Analytics::default() };
        let before = client.analytics(question).await?.unwrap_or_else(none);
        found.insert(question.clone(), before);
    }
    Ok(found)
}

/// Posts every response. How many there were.
async fn send(service: SocketAddr, survey: &Survey, pace: Pace) -> actors::Result<u64> {
    let bodies: Vec<_> = survey.responses.iter().map(body).collect();
    let total = bodies.len() as u64 * pace.rounds;
    let work = Arc::new(Work {
        bodies,
        total,
        next: AtomicU64::new(0),
        start: Instant::now(),
        each: pace.rate.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate.get()),
        progress: progress(total),
    });
    let mut senders = JoinSet::new();
    for _ in 0..pace.connections.min(total) {
        let client = Client::connect(service).await?;
        senders.spawn(work.clone().send(client));
    }
    while let Some(ended) = senders.join_next().await {
        ended??;
    }
    work.progress.finish_and_clear();
    Ok(total)
}

/// What all connections send together.
struct Work {
    bodies: Vec<Bytes>,
    total: u64,
    next: AtomicU64,
    start: Instant,
    /// The time from one response to the next.
    each: Duration,
    progress: ProgressBar,
}

impl Work {
    /// Sends what no other connection has sent, until nothing is left.
    async fn send(self: Arc<Self>, mut client: Client) -> actors::Result {
        while let Some((body, after)) = self.next() {
            if let Some(early) = after.checked_sub(self.start.elapsed()) {
                sleep(early).await;
            }
            let status = client.respond(body).await?;
            if status != StatusCode::CREATED {
                return Err(Error::message(format!("POST /response: {status}")));
            }
            self.progress.inc(1);
        }
        Ok(())
    }

    /// The next response, and the time from the start on at which it is due.
    fn next(&self) -> Option<(Bytes, Duration)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        if number >= self.total {
            return None;
        }
        let at = usize::try_from(number % self.bodies.len() as u64).ok()?;
        Some((self.bodies.get(at)?.clone(), self.each.mul_f64(as_float(number))))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn as_float(count: u64) -> f64 {
    count as f64
}

fn body(response: &Response) -> Bytes {
    let json = json!({
        "question": response.question,
        "answer": response.ballot.answer,
        "demographics": response.ballot.demographics,
    });
    json.to_string().into()
}

/// A bar on the terminal; nothing where there is none.
fn progress(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let style = "{bar:40} {pos}/{len} responses, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

/// Asks for one question after the other as long as responses are sent. How long each took.
async fn ask_until(
    mut sent: watch::Receiver<()>,
    service: SocketAddr,
    questions: Vec<String>,
) -> actors::Result<Vec<Duration>> {
    let mut client = Client::connect(service).await?;
    let mut pause = interval(PAUSE);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut took = Vec::new();
    for question in questions.iter().cycle() {
        tokio::select! {
            _ = sent.changed() => break,
            _ = pause.tick() => {}
        }
        let start = Instant::now();
        client.analytics(question).await?;
        took.push(start.elapsed());
    }
    Ok(took)
}

/// Asks until every response has been counted.
async fn settle(
    client: &mut Client,
    expected: &BTreeMap<String, Analytics>,
) -> actors::Result<BTreeMap<String, Analytics>> {
    let deadline = Instant::now() + PATIENCE;
    let mut settled = BTreeMap::new();
    for (question, wanted) in expected {
        let found = loop {
            let found = client.analytics(question).await?;
            let total = found.as_ref().map_or(0, |found| found.total);
            if total >= wanted.total {
                break found.unwrap_or_default();
            }
            if Instant::now() > deadline {
                return Err(Error::message(format!(
                    "`{question}` has counted {total} responses instead of {} after {PATIENCE:?}",
                    wanted.total
                )));
            }
            sleep(PAUSE).await;
        };
        settled.insert(question.clone(), found);
    }
    Ok(settled)
}

/// Every count is what it should be, and there is no other.
fn check(
    expected: &BTreeMap<String, Analytics>,
    found: &BTreeMap<String, Analytics>,
) -> actors::Result {
    for (question, wanted) in expected {
        let found = found.get(question);
        if found == Some(wanted) {
            continue;
        }
        let told = found.map_or_else(String::new, |found| difference(wanted, found));
        return Err(Error::message(format!("the counts of `{question}` are wrong: {told}")));
    }
    Ok(())
}

/// The first count that differs.
fn difference(wanted: &Analytics, found: &Analytics) -> String {
    if wanted.total != found.total {
        return format!("{} responses instead of {}", found.total, wanted.total);
    }
    for (answer, count) in &wanted.answers {
        let other = found.answers.get(answer).copied().unwrap_or_default();
        if other != *count {
            return format!("{other} times the answer `{answer}` instead of {count}");
        }
    }
    for (name, values) in &wanted.by {
        for (value, answers) in values {
            let other = found.by.get(name).and_then(|values| values.get(value));
            if other != Some(answers) {
                return format!("with {name} {value}: {other:?} instead of {answers:?}");
            }
        }
    }
    "there are answers that nobody gave".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_named() {
        let survey = Survey::read(
            "q,age\nyes,30\nno,40\n".as_bytes(),
            vec!["q".to_owned()],
            &["age".to_owned()],
        )
        .expect("two responses");
        let empty = || BTreeMap::from([("q".to_owned(), Analytics::default())]);
        let (mut once, mut twice) = (empty(), empty());
        survey.count(1, &mut once);
        survey.count(2, &mut twice);
        assert!(check(&once, &once).is_ok());
        let error = check(&twice, &once).expect_err("half is missing").to_string();
        assert_eq!(error, "the counts of `q` are wrong: 2 responses instead of 4");

        let mut other = once.clone();
        let by = &mut other.get_mut("q").expect("the question").by;
        by.get_mut("age").expect("the demographic").remove("30");
        let error = check(&once, &other).expect_err("a group is missing").to_string();
        assert!(error.contains("with age 30"), "{error}");
    }
}
