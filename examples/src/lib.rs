//! What the example programs share: their options, and the parts of the poll-analytics service.

pub mod crawler;
pub mod options;
pub mod poll;
