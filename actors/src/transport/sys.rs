//! What the standard library can't do with a connection yet. All of it that is unsafe is here.

#![expect(unsafe_code, reason = "calls of the C library; each says why it is sound")]

use std::{
    io,
    os::fd::{AsFd, AsRawFd, BorrowedFd},
};

/// Reads into the room that `buffer` has, which is not filled with zeros first.
///
/// # Errors
/// Those of `read`.
pub(super) fn read(from: BorrowedFd<'_>, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let room = buffer.spare_capacity_mut();
    // SAFETY: `room` is as long as is said, and nobody else has it.
    let read = unsafe { libc::read(from.as_raw_fd(), room.as_mut_ptr().cast(), room.len()) };
    let read = usize::try_from(read).map_err(|_| io::Error::last_os_error())?;
    // SAFETY: so many bytes of the room have been written.
    unsafe { buffer.set_len(buffer.len() + read) };
    Ok(read)
}

/// Who made the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) user: u32,
    /// Its number with the operating system, where that tells.
    pub(crate) pid: Option<u32>,
}

impl Credentials {
    /// The process that made the other end of `stream`.
    ///
    /// # Errors
    /// When the operating system does not say.
    #[cfg(target_os = "linux")]
    pub(crate) fn of(stream: &impl AsFd) -> io::Result<Self> {
        let mut peer = libc::ucred { pid: 0, uid: 0, gid: 0 };
        let mut size = libc::socklen_t::try_from(size_of_val(&peer)).unwrap_or_default();
        let fd = stream.as_fd().as_raw_fd();
        let (level, option) = (libc::SOL_SOCKET, libc::SO_PEERCRED);
        // SAFETY: `peer` is a place for the result, and `size` says how large it is.
        let result =
            unsafe { libc::getsockopt(fd, level, option, (&raw mut peer).cast(), &raw mut size) };
        if result == -1 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self { user: peer.uid, pid: u32::try_from(peer.pid).ok() })
    }

    /// The user of the other end of `stream`.
    ///
    /// # Errors
    /// When the operating system does not say.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn of(stream: &impl AsFd) -> io::Result<Self> {
        let (mut user, mut group) = (0, 0);
        // SAFETY: both are places for the result.
        let result =
            unsafe { libc::getpeereid(stream.as_fd().as_raw_fd(), &raw mut user, &raw mut group) };
        if result == -1 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self { user, pid: None })
    }
}
