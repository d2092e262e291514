//! The HTTP front: everything that comes in goes to the troupe of translators.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actors::{AskError, prelude::*};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;
use tokio::{
    sync::{Mutex, MutexGuard},
    time::sleep,
};

use super::{
    messages::{List, Query, Refusal, Submit},
    request::{self, Wrong},
    translator::Translator,
};

/// The largest body that is read.
pub const MAX_BODY: usize = 64 * 1024;

/// How long a query may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The time until what was lost is asked again.
const PAUSE: Duration = Duration::from_millis(10);

/// What every request has at hand.
#[derive(Debug, Clone)]
pub struct Front {
    translator: Address<Translator>,
    /// The number of the next response.
    next: Arc<AtomicU64>,
    /// On the base `simple` actors run in the thread that waits for them: one request at a time.
    turn: Option<Arc<Mutex<()>>>,
}

impl Front {
    /// A front for a system on `base`.
    #[must_use]
    pub fn new(translator: Address<Translator>, base: Base) -> Self {
        let turn = (base == Base::Simple).then(Arc::default);
        // Another front of the same system shall have other numbers.
        let first = RandomState::new().hash_one(translator.any());
        Self { translator, next: Arc::new(AtomicU64::new(first)), turn }
    }

    /// The routes.
    pub fn router(self) -> Router {
        Router::new()
            .route("/response", post(response))
            .route("/analytics/{question}", get(analytics))
            .route("/questions", get(questions))
            .route("/health", get(health))
            .fallback(nothing_here)
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .with_state(self)
    }

    async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        match &self.turn {
            Some(turn) => Some(turn.lock().await),
            None => None,
        }
    }
}

/// A response: 201 when its question has counted it.
async fn response(
    State(front): State<Front>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let response = request::read(&body?)?;
    let _turn = front.turn().await;
    let id = front.next.fetch_add(1, Ordering::Relaxed);
    let submit = || Submit { response: response.clone(), id };
    until_answered(|| in_time(front.translator.ask(submit()))).await?;
    Ok(StatusCode::CREATED)
}

/// Asks once more when somebody on the way has ended: there will be another.
async fn until_answered<T, F>(mut ask: impl FnMut() -> F) -> Result<T, AskError<Refusal>>
where
    F: Future<Output = Result<T, AskError<Refusal>>>,
{
    let deadline = Instant::now() + PATIENCE;
    loop {
        match ask().await {
            Err(error) if may_pass(&error) && Instant::now() < deadline => sleep(PAUSE).await,
            answer => return answer,
        }
    }
}

fn may_pass(error: &AskError<Refusal>) -> bool {
    matches!(
        error,
        AskError::Ended(_) | AskError::NoReply | AskError::Handler(Refusal::Unavailable(_))
    )
}

async fn analytics(
    State(front): State<Front>,
    Path(question): Path<String>,
) -> Result<Response, Problem> {
    let _turn = front.turn().await;
    let query = || Query(question.clone());
    let analytics = until_answered(|| in_time(front.translator.ask(query()))).await?;
    Ok(Json(analytics).into_response())
}

async fn questions(State(front): State<Front>) -> Result<Response, Problem> {
    let _turn = front.turn().await;
    let all = in_time(front.translator.ask(List)).await?;
    let list: Vec<_> = all
        .iter()
        .map(|listed| {
            json!({
                "question": listed.question,
                "live": listed.live,
                "activity": listed.activity,
            })
        })
        .collect();
    Ok(Json(list).into_response())
}

async fn health() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

async fn nothing_here() -> Problem {
    let there = "there are POST /response, GET /analytics/{question}, GET /questions, GET /health";
    Problem::new(StatusCode::NOT_FOUND, there.to_owned())
}

/// Waits for an answer, but not for ever.
async fn in_time<T, E>(
    asked: impl Future<Output = Result<T, AskError<E>>>,
) -> Result<T, AskError<E>> {
    let answer = tokio::time::timeout(PATIENCE, asked).await;
    answer.unwrap_or(Err(AskError::Timeout(PATIENCE)))
}

/// An answer that is not what was hoped for.
#[derive(Debug)]
struct Problem {
    status: StatusCode,
    why: String,
}

impl Problem {
    const fn new(status: StatusCode, why: String) -> Self {
        Self { status, why }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.why }))).into_response()
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Syntax(why) => Self::new(StatusCode::BAD_REQUEST, why),
            Wrong::Field(why) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, why),
        }
    }
}

impl From<AskError<Refusal>> for Problem {
    fn from(error: AskError<Refusal>) -> Self {
        let status = match &error {
            AskError::Handler(Refusal::Unknown(_)) => StatusCode::NOT_FOUND,
            // Whatever it is, it may be over soon: an actor that has ended is made again.
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, error.to_string())
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}
