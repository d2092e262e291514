//! What the example programs share: their options, and the parts of the larger ones.

pub mod crawler;
pub mod line_server;
pub mod options;
pub mod poll;
