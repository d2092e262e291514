//! The first words on a link: who is there, and whether both speak the same protocol.

use serde::{Deserialize, Serialize};

use super::datagrams::Door;
use crate::{actor::id::ProcessId, wire::codec};

/// The version of everything that goes over a link.
pub(crate) const VERSION: u16 = 1;

/// The most bytes that a hello has.
pub(crate) const MAX_HELLO: usize = 1024;

/// What tells this protocol from any other.
const MAGIC: &str = "actors";

/// Who is at one end of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hello {
    magic: String,
    version: u16,
    /// The system: links between systems are another matter.
    pub(crate) system: u64,
    /// The process.
    pub(crate) process: ProcessId,
    /// Where it takes datagrams, if it does.
    #[serde(default)]
    pub(crate) door: Option<Door>,
}

/// Why a link is not wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("what came first is no hello of an actor system")]
    NoHello,
    #[error(
        "the other side speaks version {theirs} of the protocol, this side {ours}; build both \
             with the same version of `actors`"
    )]
    Version { ours: u16, theirs: u16 },
    #[error("the other side belongs to another system")]
    System,
    #[error("the other side belongs to the user {theirs}, this side to {ours}")]
    User { ours: u32, theirs: u32 },
}

impl Hello {
    pub(crate) fn new(system: u64, process: ProcessId, door: Option<Door>) -> Self {
        Self { magic: MAGIC.to_owned(), version: VERSION, system, process, door }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        codec::write("Hello", self, &mut body).expect("a hello has nothing that can't be written");
        body
    }

    /// Reads and judges the hello of the other side.
    pub(crate) fn judge(body: &[u8], system: u64) -> Result<Self, Refusal> {
        if body.len() > MAX_HELLO {
            return Err(Refusal::NoHello);
        }
        let hello: Self = codec::read("Hello", body).map_err(|_| Refusal::NoHello)?;
        if hello.magic != MAGIC {
            return Err(Refusal::NoHello);
        }
        if hello.version != VERSION {
            return Err(Refusal::Version { ours: VERSION, theirs: hello.version });
        }
        if hello.system != system {
            return Err(Refusal::System);
        }
        Ok(hello)
    }
}

/// Whether a peer of user `theirs` may speak at all: before a byte of it is read.
pub(crate) fn judge_user(ours: u32, theirs: u32) -> Result<(), Refusal> {
    if ours == theirs { Ok(()) } else { Err(Refusal::User { ours, theirs }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_another_system_and_another_protocol_are_refused() {
        let process = ProcessId::random();
        let hello = Hello::new(7, process, None);
        assert_eq!(Hello::judge(&hello.encode(), 7), Ok(hello.clone()));
        assert_eq!(Hello::judge(&hello.encode(), 8), Err(Refusal::System));
        let newer = Hello { version: VERSION + 1, ..hello.clone() };
        let refusal = Hello::judge(&newer.encode(), 7).expect_err("another version");
        assert_eq!(refusal, Refusal::Version { ours: VERSION, theirs: VERSION + 1 });
        assert_eq!(Hello::judge(b"GET / HTTP/1.1", 7), Err(Refusal::NoHello));
        assert!(judge_user(1000, 0).is_err());
    }
}
