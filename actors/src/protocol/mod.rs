//! Rules without input and output: calls come in, what is to be done goes out as values. Sockets
//! and clocks are above.

pub(crate) mod admin;
pub(crate) mod books;
pub(crate) mod correlate;
pub(crate) mod credit;
pub(crate) mod datagrams;
pub(crate) mod directory;
pub(crate) mod handshake;
