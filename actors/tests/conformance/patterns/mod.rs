//! Patterns made of the public API: what each promises.

mod circuit_breaker;
