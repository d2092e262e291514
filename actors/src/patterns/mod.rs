//! Patterns that programs with actors come to need, made of what every program can use.

pub mod circuit_breaker;
pub mod run_command;
pub mod supervisor;
