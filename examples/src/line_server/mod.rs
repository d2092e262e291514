//! The parts of the line server.
//!
//! ```text
//!  ordinary messages ── Server ── Door ── Connection ══ TCP ══ a client
//!                                    └─── Connection ══ TCP ══ another
//! ```

pub mod client;
pub mod command;
pub mod connection;
pub mod server;
