//! By hand between two processes: MessagePack behind its length on a Unix stream.
//!
//! One byte behind the length says what a frame is. What comes is read into a large buffer, and
//! what is written for it leaves with one write.

use std::io;

use rmp_serde::{Serializer, config::BytesMode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

/// The same small message as the actors', as one writes it by hand.
#[derive(Serialize, Deserialize)]
pub(crate) struct Word {
    pub(crate) number: u64,
    pub(crate) bytes: [u8; 16],
}

/// The same message of any size.
#[derive(Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) number: u64,
    pub(crate) bytes: Vec<u8>,
}

impl Word {
    pub(crate) const fn new(number: u64) -> Self {
        Self { number, bytes: [7; 16] }
    }
}

impl Payload {
    /// One of `size` bytes, the number among them.
    pub(crate) fn new(number: u64, size: usize) -> Self {
        Self { number, bytes: vec![7; size - size_of::<u64>()] }
    }
}

/// How much is read, or gathered for a write, at once.
pub(crate) const CHUNK: usize = 64 * 1024;

/// The bytes of the length.
const LENGTH: usize = 4;

/// What a frame is.
pub(crate) const ASK: u8 = 1;
pub(crate) const TELL: u8 = 2;
pub(crate) const COUNT: u8 = 3;

/// Appends a frame.
pub(crate) fn put(out: &mut Vec<u8>, kind: u8, value: &impl Serialize) {
    let start = out.len();
    out.extend_from_slice(&[0; LENGTH]);
    out.push(kind);
    let mut serializer = Serializer::new(&mut *out).with_bytes(BytesMode::ForceIterables);
    value.serialize(&mut serializer).expect("plain fields can be written");
    let length = u32::try_from(out.len() - start - LENGTH).expect("a frame is small");
    out[start..start + LENGTH].copy_from_slice(&length.to_le_bytes());
}

fn get<T: DeserializeOwned>(body: &[u8]) -> T {
    rmp_serde::from_slice(body).expect("what the other side wrote can be read")
}

/// What is read from a stream, frame by frame.
#[derive(Default)]
pub(crate) struct Input {
    buffer: Vec<u8>,
    done: usize,
}

impl Input {
    /// The next frame, if it is all there.
    fn frame(&mut self) -> Option<(u8, &[u8])> {
        let rest = &self.buffer[self.done..];
        let length = u32::from_le_bytes(*rest.first_chunk::<LENGTH>()?) as usize;
        let frame = rest.get(LENGTH..LENGTH + length)?;
        self.done += LENGTH + length;
        frame.split_first().map(|(kind, body)| (*kind, body))
    }

    /// The next answer, if it is all there.
    pub(crate) fn answer(&mut self) -> Option<u64> {
        self.frame().map(|(_, body)| get(body))
    }

    /// Reads what has come. `false` when the other side is gone.
    pub(crate) async fn fill(&mut self, stream: &mut UnixStream) -> io::Result<bool> {
        self.buffer.drain(..self.done);
        self.done = 0;
        self.buffer.reserve(CHUNK);
        Ok(stream.read_buf(&mut self.buffer).await? > 0)
    }
}

/// Answers until the other side is gone.
pub(crate) async fn serve(mut stream: UnixStream) -> io::Result<()> {
    let (mut input, mut out) = (Input::default(), Vec::with_capacity(CHUNK));
    let mut count = 0_u64;
    loop {
        while let Some((kind, body)) = input.frame() {
            match kind {
                ASK => {
                    count += 1;
                    put(&mut out, ASK, &get::<Word>(body).number);
                }
                TELL => {
                    let _: Payload = get(body);
                    count += 1;
                }
                _ => put(&mut out, COUNT, &count),
            }
        }
        if !out.is_empty() {
            stream.write_all(&out).await?;
            out.clear();
        }
        if !input.fill(&mut stream).await? {
            return Ok(());
        }
    }
}
