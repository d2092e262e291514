//! Patterns made of the public API: what each promises.

pub(crate) mod circuit_breaker;
pub(crate) mod error_kernel;
pub(crate) mod init_messages;
pub(crate) mod run_command;
pub(crate) mod supervisor;
pub(crate) mod transient;
