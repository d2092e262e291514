//! Datagrams: sealed with the receiver's key, so that nothing of a stranger is read.

use std::{
    hash::Hasher as _,
    io, net,
    net::{Ipv4Addr, SocketAddr},
};

use siphasher::sip128::{Hasher128 as _, SipHasher24};
use tokio::net::UdpSocket;

use crate::{
    actor::id::ProcessId,
    protocol::datagrams::{Batch, Door, Position},
};

/// Where datagrams for a door go.
pub(crate) fn address(door: &Door) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, door.port).into()
}

fn tag(door: &Door, sealed: &[u8]) -> [u8; TAG] {
    let mut hasher = SipHasher24::new_with_key(&door.key);
    hasher.write(sealed);
    hasher.finish128().as_bytes()
}

/// Opens a door for this process.
///
/// # Errors
/// When there is no port, or no random number.
pub(crate) fn open() -> io::Result<(UdpSocket, Door)> {
    let socket = net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    socket.set_nonblocking(true)?;
    let port = socket.local_addr()?.port();
    let mut key = [0; 16];
    getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
    Ok((UdpSocket::from_std(socket)?, Door { port, key }))
}

/// The bytes of the seal.
const TAG: usize = 16;

/// The bytes in front of the frames: the seal, from whom, to whom, and where they stand.
const HEAD: usize = TAG + 6 * 8;

/// The largest datagram that is.
pub(crate) const MAX: usize = 65_507;

/// Writes a datagram.
pub(crate) fn seal(door: &Door, from: ProcessId, to: ProcessId, batch: &Batch, out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(&[0; TAG]);
    let Batch { first, words, end, frames } = batch;
    for number in [from.get(), to.get(), *first, *words, end.frames, end.bytes] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(frames);
    let tag = tag(door, &out[TAG..]);
    out[..TAG].copy_from_slice(&tag);
}

/// Reads a datagram: from whom, and what. `None` when it is not for this process, or from somebody
/// who does not know the key; nothing else of it is looked at then.
pub(crate) fn unseal(door: &Door, me: ProcessId, datagram: &[u8]) -> Option<(ProcessId, Batch)> {
    if datagram.len() < HEAD {
        return None;
    }
    let (found, sealed) = datagram.split_at(TAG);
    let right = tag(door, sealed);
    let differs = found.iter().zip(right).fold(0, |differs, (is, was)| differs | (is ^ was));
    if differs != 0 {
        return None;
    }
    let (head, frames) = sealed.split_at(HEAD - TAG);
    let mut numbers = head.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
    let mut number = || numbers.next();
    let from = ProcessId::from_raw(number()?)?;
    if number()? != me.get() {
        return None;
    }
    let (first, words) = (number()?, number()?);
    let end = Position { frames: number()?, bytes: number()? };
    Some((from, Batch { first, words, end, frames: frames.to_vec() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door() -> Door {
        Door { port: 1, key: [7; 16] }
    }

    #[test]
    fn only_those_who_know_the_key_are_read() {
        let (from, to) = (ProcessId::random(), ProcessId::random());
        let end = Position { frames: 9, bytes: 700 };
        let batch = Batch { first: 8, words: 3, end, frames: b"frame".to_vec() };
        let mut datagram = Vec::new();
        seal(&door(), from, to, &batch, &mut datagram);
        assert_eq!(unseal(&door(), to, &datagram), Some((from, batch)));
        assert_eq!(unseal(&door(), from, &datagram), None, "not for this one");
        assert_eq!(unseal(&Door { port: 1, key: [8; 16] }, to, &datagram), None);
        for at in 0..datagram.len() {
            let mut changed = datagram.clone();
            changed[at] ^= 1;
            assert_eq!(unseal(&door(), to, &changed), None, "byte {at}");
            assert_eq!(unseal(&door(), to, &datagram[..at]), None, "{at} bytes");
        }
    }
}
