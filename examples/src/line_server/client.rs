//! A client of the line server, as anybody could write one: it knows nothing of actors.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

/// A connection to the server.
#[derive(Debug)]
pub struct Client(BufReader<TcpStream>);

impl Client {
    /// Connects, and waits for the greeting, which is given back too.
    ///
    /// # Errors
    /// When nobody listens there, or the connection is lost.
    pub async fn connect(server: SocketAddr) -> io::Result<(Self, String)> {
        let mut client = Self(BufReader::new(TcpStream::connect(server).await?));
        let greeting = client.hear().await?;
        Ok((client, greeting))
    }

    /// Writes these bytes.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn write(&mut self, text: &str) -> io::Result<()> {
        self.0.write_all(text.as_bytes()).await
    }

    /// Writes a line, and waits for the answer.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn ask(&mut self, line: &str) -> io::Result<String> {
        self.write(&format!("{line}\n")).await?;
        self.hear().await
    }

    /// The next line from the server; nothing when it has ended the connection.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn hear(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.0.read_line(&mut line).await?;
        Ok(line.trim_end().to_owned())
    }
}
