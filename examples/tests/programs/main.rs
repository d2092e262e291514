//! The examples, run as programs.

mod greetings;
mod poll_replay;
mod poll_service;
mod program;
mod work;
