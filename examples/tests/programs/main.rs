//! The examples, run as programs.

mod book;
mod greetings;
mod lines;
mod poll_replay;
mod poll_service;
mod program;
mod work;
