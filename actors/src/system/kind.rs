//! `Base`: the names of the bases.

use std::{fmt, str::FromStr};

/// What a system runs on. The actors are the same on each.
///
/// ```
/// use actors::Base;
///
/// assert_eq!("threads".parse::<Base>()?, Base::Threads);
/// assert_eq!("multiprocTCPBase".parse::<Base>()?, Base::Tcp);
/// # Ok::<(), actors::UnknownBase>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Base {
    /// In the caller's thread, in a fixed order, with a time of its own: for tests.
    Simple,
    /// As tasks of the tokio runtime that the system is started in.
    Threads,
    /// As processes that talk over sockets. The system outlives the program that started it; the
    /// next program that starts it joins.
    Tcp,
}

impl Base {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Simple, Self::Threads, Self::Tcp];

    const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Simple => ["simple", "simpleSystemBase"],
            Self::Threads => ["threads", "threadsSystemBase"],
            Self::Tcp => ["tcp", "multiprocTCPBase"],
        }
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.names()[0])
    }
}

impl FromStr for Base {
    type Err = UnknownBase;

    fn from_str(name: &str) -> Result<Self, UnknownBase> {
        let is_named = |base: &Self| base.names().contains(&name);
        Self::ALL.into_iter().find(is_named).ok_or_else(|| UnknownBase(name.to_owned()))
    }
}

/// No base has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no base `{0}`; there are `simple`, `threads` and `tcp` (or, by Thespian's names, \
     `simpleSystemBase` and `multiprocTCPBase`)"
)]
pub struct UnknownBase(String);
