//! A client for one site: a connection that is kept open, one page at a time.

use std::{fmt, io, time::Duration};

use actors::Error;
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::{
    Request, StatusCode,
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
    header::HOST,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};

/// The largest page that is read.
const MAX_PAGE: usize = 1024 * 1024;

/// A client of one site.
#[derive(Debug)]
pub struct Client {
    host: String,
    patience: Duration,
    /// Open, if the last page left it so.
    connection: Option<SendRequest<Empty<Bytes>>>,
}

impl Client {
    /// A client of the site at `host`, a name or number with a port, that waits for a page no
    /// longer than `patience`.
    #[must_use]
    pub const fn new(host: String, patience: Duration) -> Self {
        Self { host, patience, connection: None }
    }

    /// Reads a page.
    ///
    /// # Errors
    /// When there is none, when it breaks off, or when it takes too long.
    pub async fn get(&mut self, path: &str) -> actors::Result<String> {
        let page = timeout(self.patience, self.read(path)).await;
        let page = page.unwrap_or_else(|_| {
            let patience = self.patience;
            Err(Error::message(format!("too slow: it was not there after {patience:?}")))
        });
        if page.is_err() {
            // Whatever is still to come on it belongs to a page that nobody waits for.
            self.connection = None;
        }
        page
    }

    async fn read(&mut self, path: &str) -> actors::Result<String> {
        let mut connection = match self.connection.take() {
            Some(open) if !open.is_closed() => open,
            _ => self.connect().await?,
        };
        connection.ready().await?;
        let request = Request::get(path).header(HOST, &self.host).body(Empty::new())?;
        let answer = connection.send_request(request).await.map_err(|error| broken(&error))?;
        let status = answer.status();
        if status != StatusCode::OK {
            return Err(Error::message(format!("there is no such page: {status}")));
        }
        let body = Limited::new(answer.into_body(), MAX_PAGE).collect().await;
        let body = body.map_err(|error| broken(&error))?.to_bytes();
        self.connection = Some(connection);
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    async fn connect(&self) -> actors::Result<SendRequest<Empty<Bytes>>> {
        let stream = TcpStream::connect(&self.host).await.map_err(|error| self.about(&error))?;
        stream.set_nodelay(true)?;
        let (requests, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the client; what goes wrong before, the page tells.
        tokio::spawn(connection);
        Ok(requests)
    }

    fn about(&self, error: &io::Error) -> Error {
        Error::message(format!("no connection to {}: {error}", self.host))
    }
}

fn broken(error: &dyn fmt::Display) -> Error {
    Error::message(format!("broken: {error}"))
}
