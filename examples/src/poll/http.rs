//! The HTTP front: everything that comes in goes to the troupe of translators.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
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
use tokio::sync::{Mutex, MutexGuard};

use super::{
    messages::{List, Query, Refusal},
    request::{self, Wrong},
    translator::Translator,
};

/// The largest body that is read.
pub const MAX_BODY: usize = 64 * 1024;

/// How long a query may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What every request has at hand.
#[derive(Debug, Clone)]
pub struct Front {
    translator: Address<Translator>,
    accepted: Arc<AtomicU64>,
    /// On the base `simple` actors run in the thread that waits for them: one request at a time.
    turn: Option<Arc<Mutex<()>>>,
}

impl Front {
    /// A front for a system on `base`.
    #[must_use]
    pub fn new(translator: Address<Translator>, base: Base) -> Self {
        let turn = (base == Base::Simple).then(Arc::default);
        Self { translator, accepted: Arc::default(), turn }
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

    /// How many responses were answered with 201.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }

    async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        match &self.turn {
            Some(turn) => Some(turn.lock().await),
            None => None,
        }
    }
}

/// A response: 201 as soon as the troupe has it.
async fn response(
    State(front): State<Front>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let response = request::read(&body?)?;
    let _turn = front.turn().await;
    // Counted first: whoever saves everything waits for what was counted.
    front.accepted.fetch_add(1, Ordering::SeqCst);
    match front.translator.tell(response).await {
        Ok(()) => Ok(StatusCode::CREATED),
        Err(error) => {
            front.accepted.fetch_sub(1, Ordering::SeqCst);
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))
        }
    }
}

async fn analytics(
    State(front): State<Front>,
    Path(question): Path<String>,
) -> Result<Response, Problem> {
    let _turn = front.turn().await;
    let asked = front.translator.ask(Query(question));
    Ok(Json(in_time(asked).await?).into_response())
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
async fn in_time<T, E>(asked: impl Future<Output = Result<T, AskError<E>>>) -> Result<T, Problem>
where
    Problem: From<AskError<E>>,
{
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answer) => answer.map_err(Problem::from),
        Err(_) => Err(Problem::from(AskError::Timeout(PATIENCE))),
    }
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
