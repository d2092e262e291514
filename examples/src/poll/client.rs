//! A small HTTP client: one connection that is kept open, one request at a time.

use std::net::SocketAddr;

use actors::Error;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request, StatusCode, Uri,
    body::Bytes,
    client::conn::http1::{SendRequest, handshake},
    header::{CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::messages::Analytics;

/// An open connection.
#[derive(Debug)]
pub struct Client {
    requests: SendRequest<Full<Bytes>>,
    host: String,
}

impl Client {
    /// Connects to the server at `address`.
    ///
    /// # Errors
    /// When nobody is there.
    pub async fn connect(address: SocketAddr) -> actors::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (requests, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the client; what goes wrong before, the next request tells.
        tokio::spawn(connection);
        Ok(Self { requests, host: address.to_string() })
    }

    /// Posts a response. The status says what became of it.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn respond(&mut self, body: Bytes) -> actors::Result<StatusCode> {
        Ok(self.send(Method::POST, Uri::from_static("/response"), body).await?.0)
    }

    /// The analytics of a question; none when it is not known.
    ///
    /// # Errors
    /// When the connection breaks, or the service has trouble.
    pub async fn analytics(&mut self, question: &str) -> actors::Result<Option<Analytics>> {
        let path = format!("/analytics/{}", encoded(question)).parse()?;
        let (status, body) = self.send(Method::GET, path, Bytes::new()).await?;
        match status {
            StatusCode::OK => Ok(Some(serde_json::from_slice(&body)?)),
            StatusCode::NOT_FOUND => Ok(None),
            _ => {
                let why = String::from_utf8_lossy(&body);
                Err(Error::message(format!("GET /analytics/{question}: {status}: {why}")))
            }
        }
    }

    async fn send(
        &mut self,
        method: Method,
        path: Uri,
        body: Bytes,
    ) -> actors::Result<(StatusCode, Bytes)> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body))?;
        self.requests.ready().await?;
        let answer = self.requests.send_request(request).await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}

/// A name as a part of a path.
fn encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
        path
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_path_can_t_hold_is_escaped() {
        assert_eq!(super::encoded("Is 1/2 ü?"), "Is%201%2F2%20%C3%BC%3F");
    }
}
