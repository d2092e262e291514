//! A site to crawl: pages that are made as they are asked for, one that is slow and one that is
//! broken. It counts how often each is asked for.

use std::{
    fmt::Write as _,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{StatusCode, header::CONTENT_LENGTH},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// The site, served on a free port.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    asked: Asked,
    server: JoinHandle<io::Result<()>>,
}

/// How often each page was asked for.
type Asked = Arc<[AtomicU32]>;

/// How many pages there are.
pub const PAGES: usize = 960;

/// The page that keeps one waiting.
pub const SLOW: usize = 500;

/// The page that breaks off.
pub const BROKEN: usize = 777;

/// Longer than anybody waits for a page.
const SLOWLY: Duration = Duration::from_secs(600);

impl Site {
    /// Starts to serve.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn serve() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let asked: Asked = (0..PAGES).map(|_| AtomicU32::new(0)).collect();
        let router =
            Router::new().route("/page/{number}", get(page)).with_state(Arc::clone(&asked));
        let server = tokio::spawn(axum::serve(listener, router).into_future());
        Ok(Self { address, asked, server })
    }

    /// Where it is.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often each page was asked for, by its number.
    #[must_use]
    pub fn asked(&self) -> Vec<u32> {
        self.asked.iter().map(|asked| asked.load(Ordering::SeqCst)).collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The path of a page.
#[must_use]
pub fn path(number: usize) -> String {
    format!("/page/{number}")
}

async fn page(State(asked): State<Asked>, Path(number): Path<usize>) -> Response {
    let Some(asked) = asked.get(number) else { return StatusCode::NOT_FOUND.into_response() };
    asked.fetch_add(1, Ordering::SeqCst);
    match number {
        SLOW => {
            tokio::time::sleep(SLOWLY).await;
            Html(text(number)).into_response()
        }
        BROKEN => broken(text(number)),
        _ => Html(text(number)).into_response(),
    }
}

/// Promises more than comes.
fn broken(text: String) -> Response {
    let promised = text.len() + 1000;
    let parts = [Ok(text), Err(io::Error::other("the page breaks off"))];
    let body = Body::from_stream(futures_util::stream::iter(parts));
    ([(CONTENT_LENGTH, promised)], body).into_response()
}

/// A page links to three further ones, so that all are reached from the first; to one before it
/// and to itself, so that there are circles; to a place within a page, and to elsewhere.
fn text(number: usize) -> String {
    let further = (3 * number + 1..=3 * number + 3).filter(|next| *next < PAGES);
    let back = number / 2;
    let far = (number * 7 + 13) % PAGES;
    let mut text = format!("<!doctype html><title>Page {number}</title><h1>Page {number}</h1>\n");
    for other in further.chain([back, far, number]) {
        // Writing to a string does not fail.
        let _ = writeln!(text, r#"<a href="{}">{other}</a>"#, path(other));
    }
    let _ = writeln!(text, r##"<a href="{}#end">on</a> <a href="#top">up</a>"##, path(far));
    let _ = writeln!(text, r#"<a href="http://elsewhere.invalid/page/1">elsewhere</a>"#);
    text
}
