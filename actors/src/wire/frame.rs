//! Frames: what goes over a link. Each is its length, its kind, a head of fixed size, and a body.
//!
//! Lengths and numbers are little-endian. The length counts everything behind itself.

use super::{limits::max_message, name::WireId};

/// The bytes of the length in front of a frame.
pub(crate) const LENGTH: usize = 4;

/// The largest frame: a message and its head.
#[inline]
pub(crate) fn max_frame() -> usize {
    max_message() + 256
}

/// An actor within the process at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Slot {
    pub(crate) index: u32,
    pub(crate) generation: u32,
}

/// An actor anywhere, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) process: u64,
    pub(crate) slot: Slot,
}

/// An open ask anywhere, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) process: u64,
    pub(crate) correlation: u64,
}

/// One frame, its body still in the buffer it was read into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame<'a> {
    /// The first of each side: who it is, as MessagePack.
    Hello(&'a [u8]),
    /// The link is not wanted, and why.
    Refused(&'a str),
    /// A message; with a place, its answer is waited for.
    Message { to: Slot, from: Origin, wire: WireId, reply: Option<Place>, body: &'a [u8] },
    /// An answer.
    Reply { correlation: u64, wire: WireId, body: &'a [u8] },
    /// There is no answer; the body says why, as MessagePack.
    Fail { correlation: u64, body: &'a [u8] },
    /// An open ask is now answered by this process; by none while it travels.
    Holder { correlation: u64, process: u64 },
    /// So many units may be sent to an actor again.
    Grant { to: Slot, units: u32 },
    /// The same before what was sent is handled: later grants pay it back.
    Lend { to: Slot, units: u32 },
    /// The same, and so many units of the oldest that was sent need not be kept.
    WriteOff { to: Slot, units: u32 },
    /// A word of the system to an actor, among its messages, as MessagePack.
    System { to: Slot, body: &'a [u8] },
    /// A word of the system to an actor, ahead of its messages, as MessagePack.
    Signal { to: Slot, body: &'a [u8] },
    /// The process ends in order, and why, as MessagePack: nobody needs to ask its admin.
    Farewell(&'a [u8]),
    /// Between a process and its admin, as MessagePack.
    Admin(&'a [u8]),
    /// To an admin: what was logged by one that is this, records one after the other.
    Log { role: u8, body: &'a [u8] },
    /// The next frame was said behind so many frames and bytes of datagrams.
    After { frames: u64, bytes: u64 },
    /// So many bytes of datagrams have come, or never will.
    Taken { bytes: u64 },
    /// How far datagrams have come is to be said.
    Remind,
    /// So many units have been spent on an actor until now, lost ones included.
    Spent { to: Slot, units: u64 },
}

/// Bytes that are no frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrameError {
    /// The length is more than a frame may have.
    #[error("a frame of {length} bytes, where {limit} are allowed")]
    TooLong { length: usize, limit: usize },
    /// The length is less than the kind needs.
    #[error("a frame of kind {kind} with {length} bytes, which is too short")]
    TooShort { kind: u8, length: usize },
    /// No kind has this number.
    #[error("a frame of the unknown kind {0}")]
    Kind(u8),
    /// Text that is no text.
    #[error("a refusal that is no text")]
    Text,
}

const HELLO: u8 = 1;
const REFUSED: u8 = 2;
const TELL: u8 = 3;
const ASK: u8 = 4;
const REPLY: u8 = 5;
const FAIL: u8 = 6;
const HOLDER: u8 = 7;
const GRANT: u8 = 8;
const SYSTEM: u8 = 9;
const SIGNAL: u8 = 10;
const ADMIN: u8 = 11;
const LOG: u8 = 12;
const AFTER: u8 = 13;
const TAKEN: u8 = 14;
const REMIND: u8 = 15;
const SPENT: u8 = 16;
const LEND: u8 = 17;
const WRITE_OFF: u8 = 18;
const FAREWELL: u8 = 19;

impl<'a> Frame<'a> {
    /// Appends the frame with its length.
    #[inline]
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; LENGTH]);
        match *self {
            Self::Hello(body) => put(out, HELLO, body),
            Self::Refused(why) => put(out, REFUSED, why.as_bytes()),
            Self::Message { to, from, wire, reply, body } => {
                out.reserve(HEAD + PLACE + body.len());
                out.extend_from_slice(&head(to, from, wire, reply.is_some()));
                if let Some(reply) = reply {
                    out.extend_from_slice(&reply.process.to_le_bytes());
                    out.extend_from_slice(&reply.correlation.to_le_bytes());
                }
                out.extend_from_slice(body);
            }
            Self::Reply { correlation, wire, body } => {
                out.push(REPLY);
                out.extend_from_slice(&correlation.to_le_bytes());
                out.extend_from_slice(&wire.get().to_le_bytes());
                out.extend_from_slice(body);
            }
            Self::Fail { correlation, body } => {
                out.push(FAIL);
                out.extend_from_slice(&correlation.to_le_bytes());
                out.extend_from_slice(body);
            }
            Self::Holder { correlation, process } => {
                out.push(HOLDER);
                out.extend_from_slice(&correlation.to_le_bytes());
                out.extend_from_slice(&process.to_le_bytes());
            }
            Self::Grant { to, units } => credit(out, GRANT, to, units),
            Self::Lend { to, units } => credit(out, LEND, to, units),
            Self::WriteOff { to, units } => credit(out, WRITE_OFF, to, units),
            Self::System { to, body } => {
                out.push(SYSTEM);
                to.write(out);
                out.extend_from_slice(body);
            }
            Self::Signal { to, body } => {
                out.push(SIGNAL);
                to.write(out);
                out.extend_from_slice(body);
            }
            Self::Farewell(body) => put(out, FAREWELL, body),
            Self::Admin(body) => put(out, ADMIN, body),
            Self::Log { role, body } => {
                out.extend_from_slice(&[LOG, role]);
                out.extend_from_slice(body);
            }
            Self::After { frames, bytes } => {
                out.push(AFTER);
                out.extend_from_slice(&frames.to_le_bytes());
                out.extend_from_slice(&bytes.to_le_bytes());
            }
            Self::Taken { bytes } => put(out, TAKEN, &bytes.to_le_bytes()),
            Self::Remind => out.push(REMIND),
            Self::Spent { to, units } => {
                out.push(SPENT);
                to.write(out);
                out.extend_from_slice(&units.to_le_bytes());
            }
        }
        let length = u32::try_from(out.len() - start - LENGTH).unwrap_or(u32::MAX);
        out[start..start + LENGTH].copy_from_slice(&length.to_le_bytes());
    }

    /// The first frame of `bytes` and how many bytes it takes. `None` while it is not all there.
    ///
    /// # Errors
    /// When the bytes are no frame; nothing behind them can be read then.
    #[inline]
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Option<(Self, usize)>, FrameError> {
        let Some(length) = length(bytes)? else { return Ok(None) };
        let Some(frame) = bytes.get(LENGTH..LENGTH + length) else { return Ok(None) };
        let Some((&kind, rest)) = frame.split_first() else {
            return Err(FrameError::TooShort { kind: 0, length });
        };
        let mut rest = Rest { bytes: rest, kind, length };
        let frame = match kind {
            HELLO => Self::Hello(rest.bytes),
            REFUSED => {
                Self::Refused(std::str::from_utf8(rest.bytes).map_err(|_| FrameError::Text)?)
            }
            TELL | ASK => {
                let to = rest.slot()?;
                let from = Origin { process: rest.u64()?, slot: rest.slot()? };
                let wire = WireId::from_raw(rest.u64()?);
                let reply = match kind {
                    ASK => Some(Place { process: rest.u64()?, correlation: rest.u64()? }),
                    _ => None,
                };
                Self::Message { to, from, wire, reply, body: rest.bytes }
            }
            REPLY => Self::Reply {
                correlation: rest.u64()?,
                wire: WireId::from_raw(rest.u64()?),
                body: rest.bytes,
            },
            FAIL => Self::Fail { correlation: rest.u64()?, body: rest.bytes },
            HOLDER => Self::Holder { correlation: rest.u64()?, process: rest.u64()? },
            GRANT => Self::Grant { to: rest.slot()?, units: rest.u32()? },
            LEND => Self::Lend { to: rest.slot()?, units: rest.u32()? },
            WRITE_OFF => Self::WriteOff { to: rest.slot()?, units: rest.u32()? },
            SYSTEM => Self::System { to: rest.slot()?, body: rest.bytes },
            SIGNAL => Self::Signal { to: rest.slot()?, body: rest.bytes },
            FAREWELL => Self::Farewell(rest.bytes),
            ADMIN => Self::Admin(rest.bytes),
            LOG => Self::Log { role: rest.take::<1>()?[0], body: rest.bytes },
            AFTER => Self::After { frames: rest.u64()?, bytes: rest.u64()? },
            TAKEN => Self::Taken { bytes: rest.u64()? },
            REMIND => Self::Remind,
            SPENT => Self::Spent { to: rest.slot()?, units: rest.u64()? },
            kind => return Err(FrameError::Kind(kind)),
        };
        Ok(Some((frame, LENGTH + length)))
    }
}

/// The length in front of a frame, looked at before memory is taken for it.
#[inline]
pub(crate) fn length(bytes: &[u8]) -> Result<Option<usize>, FrameError> {
    let Some(prefix) = bytes.first_chunk::<LENGTH>() else { return Ok(None) };
    let length = u32::from_le_bytes(*prefix) as usize;
    let limit = max_frame();
    if length > limit {
        return Err(FrameError::TooLong { length, limit });
    }
    Ok(Some(length))
}

/// The bytes of a message's kind and head, without the place of an ask.
const HEAD: usize = 1 + 8 + 16 + 8;

/// The bytes of the place of an ask.
const PLACE: usize = 16;

/// The head of a message, written in one go: it stands before every message.
#[inline]
fn head(to: Slot, from: Origin, wire: WireId, is_ask: bool) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[0] = if is_ask { ASK } else { TELL };
    head[1..5].copy_from_slice(&to.index.to_le_bytes());
    head[5..9].copy_from_slice(&to.generation.to_le_bytes());
    head[9..17].copy_from_slice(&from.process.to_le_bytes());
    head[17..21].copy_from_slice(&from.slot.index.to_le_bytes());
    head[21..25].copy_from_slice(&from.slot.generation.to_le_bytes());
    head[25..33].copy_from_slice(&wire.get().to_le_bytes());
    head
}

fn put(out: &mut Vec<u8>, kind: u8, body: &[u8]) {
    out.push(kind);
    out.extend_from_slice(body);
}

fn credit(out: &mut Vec<u8>, kind: u8, to: Slot, units: u32) {
    out.push(kind);
    to.write(out);
    out.extend_from_slice(&units.to_le_bytes());
}

impl Slot {
    #[inline]
    fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.index.to_le_bytes());
        out.extend_from_slice(&self.generation.to_le_bytes());
    }
}

/// What is left of a frame.
struct Rest<'a> {
    bytes: &'a [u8],
    kind: u8,
    length: usize,
}

impl Rest<'_> {
    #[inline]
    fn take<const N: usize>(&mut self) -> Result<[u8; N], FrameError> {
        let Some((taken, rest)) = self.bytes.split_first_chunk::<N>() else {
            return Err(FrameError::TooShort { kind: self.kind, length: self.length });
        };
        self.bytes = rest;
        Ok(*taken)
    }

    #[inline]
    fn u32(&mut self) -> Result<u32, FrameError> {
        Ok(u32::from_le_bytes(self.take()?))
    }

    #[inline]
    fn u64(&mut self) -> Result<u64, FrameError> {
        Ok(u64::from_le_bytes(self.take()?))
    }

    #[inline]
    fn slot(&mut self) -> Result<Slot, FrameError> {
        Ok(Slot { index: self.u32()?, generation: self.u32()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO: Slot = Slot { index: 3, generation: 9 };

    fn frames() -> Vec<Frame<'static>> {
        let from = Origin { process: 77, slot: Slot { index: 1, generation: 2 } };
        let wire = WireId::of("x");
        let place = Place { process: 5, correlation: 6 };
        vec![
            Frame::Hello(b"hello"),
            Frame::Refused("no"),
            Frame::Message { to: TO, from, wire, reply: None, body: b"body" },
            Frame::Message { to: TO, from, wire, reply: Some(place), body: b"" },
            Frame::Reply { correlation: 8, wire, body: b"answer" },
            Frame::Fail { correlation: 8, body: b"why" },
            Frame::Holder { correlation: 8, process: 77 },
            Frame::Grant { to: TO, units: 300 },
            Frame::Lend { to: TO, units: 2048 },
            Frame::WriteOff { to: TO, units: 4096 },
            Frame::System { to: TO, body: b"s" },
            Frame::Signal { to: TO, body: b"t" },
            Frame::Farewell(b"f"),
            Frame::Admin(b"a"),
            Frame::Log { role: 2, body: b"records" },
            Frame::After { frames: 9, bytes: 900 },
            Frame::Taken { bytes: 900 },
            Frame::Remind,
            Frame::Spent { to: TO, units: 4096 },
        ]
    }

    #[test]
    fn what_is_written_is_read_and_no_prefix_of_it_is() {
        for frame in frames() {
            let mut bytes = Vec::new();
            frame.write(&mut bytes);
            assert_eq!(Frame::read(&bytes), Ok(Some((frame, bytes.len()))));
            for end in 0..bytes.len() {
                assert_eq!(Frame::read(&bytes[..end]), Ok(None));
            }
        }
    }

    #[test]
    fn a_wrong_length_is_refused_before_memory_is_taken() {
        assert!(matches!(length(&[255; 4]), Err(FrameError::TooLong { .. })));
        assert!(matches!(Frame::read(&[0; 4]), Err(FrameError::TooShort { .. })));
        assert!(matches!(Frame::read(&[2, 0, 0, 0, ASK, 0]), Err(FrameError::TooShort { .. })));
        assert_eq!(Frame::read(&[1, 0, 0, 0, 99]), Err(FrameError::Kind(99)));
    }

    #[test]
    fn any_bytes_are_a_frame_or_an_error_and_never_a_panic() {
        let mut state = 1_u64;
        let mut bytes = [0_u8; 64];
        for _ in 0..100_000 {
            for byte in &mut bytes {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                *byte = state.to_le_bytes()[7];
            }
            bytes[1..4].fill(0);
            let _ = Frame::read(&bytes);
        }
    }

    use proptest::prelude::*;

    fn slots() -> impl Strategy<Value = Slot> {
        any::<(u32, u32)>().prop_map(|(index, generation)| Slot { index, generation })
    }

    fn places() -> impl Strategy<Value = Option<Place>> {
        let place = |(process, correlation)| Place { process, correlation };
        any::<Option<(u64, u64)>>().prop_map(move |numbers| numbers.map(place))
    }

    type Parts = (Slot, u64, Slot, u64, Option<Place>, Vec<u8>);

    fn frame((to, process, from, wire, reply, body): &Parts) -> Frame<'_> {
        Frame::Message {
            to: *to,
            from: Origin { process: *process, slot: *from },
            wire: WireId::from_raw(*wire),
            reply: *reply,
            body,
        }
    }

    proptest! {
        #[test]
        fn messages_of_any_kind_come_through_in_any_company(
            messages in prop::collection::vec(
                (slots(), any::<u64>(), slots(), any::<u64>(), places(), any::<Vec<u8>>()),
                0..8,
            ),
        ) {
            let mut bytes = Vec::new();
            for message in &messages {
                frame(message).write(&mut bytes);
            }
            let mut rest = &bytes[..];
            for message in &messages {
                let (read, size) = Frame::read(rest).expect("a frame").expect("all of it");
                prop_assert_eq!(read, frame(message));
                rest = &rest[size..];
            }
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn whatever_bytes_come_are_a_frame_or_an_error_within_their_length(
            bytes in any::<Vec<u8>>(),
        ) {
            if let Ok(Some((frame, size))) = Frame::read(&bytes) {
                prop_assert!(size <= bytes.len());
                let mut again = Vec::new();
                frame.write(&mut again);
                prop_assert_eq!(&bytes[..size], &again[..]);
            }
        }

        #[test]
        fn a_body_of_any_kind_is_read_or_refused(kind in 0_u8..20, body in any::<Vec<u8>>()) {
            let length = u32::try_from(body.len() + 1).expect("short");
            let bytes = [&length.to_le_bytes()[..], &[kind], &body].concat();
            match Frame::read(&bytes) {
                Ok(read) => prop_assert_eq!(read.map(|(_, size)| size), Some(bytes.len())),
                Err(error) => {
                    let too_long = matches!(error, FrameError::TooLong { .. });
                    prop_assert!(!too_long);
                }
            }
        }
    }
}
