//! `Base`: the names of the bases, and what only one of them has.

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
    /// As processes that end with the program that started them, however it ends. Nobody else
    /// joins, and there is no network socket.
    Queue,
    /// As processes that talk over sockets. The system outlives the program that started it; the
    /// next program that starts it joins.
    Tcp,
    /// As [`Tcp`](Self::Tcp), with messages that go as datagrams: they may be lost, and have
    /// 64 KiB at most.
    Udp,
}

impl Base {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Simple, Self::Threads, Self::Queue, Self::Tcp, Self::Udp];

    /// The simple base, with what only it has.
    ///
    /// ```
    /// use actors::prelude::*;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> actors::Result {
    /// let system = ActorSystem::start(Base::simple().seed(7)).await?;
    /// assert_eq!(system.base(), Base::Simple);
    /// # system.shutdown().await
    /// # }
    /// ```
    pub const fn simple() -> SimpleBase {
        SimpleBase { seed: None }
    }

    /// Its name here, and Thespian's where that has it.
    const fn names(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Simple => ("simple", Some("simpleSystemBase")),
            Self::Threads => ("threads", None),
            Self::Queue => ("queue", Some("multiprocQueueBase")),
            Self::Tcp => ("tcp", Some("multiprocTCPBase")),
            Self::Udp => ("udp", Some("multiprocUDPBase")),
        }
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.names().0)
    }
}

impl FromStr for Base {
    type Err = UnknownBase;

    fn from_str(name: &str) -> Result<Self, UnknownBase> {
        let is_named = |base: &Self| {
            let (ours, theirs) = base.names();
            ours == name || theirs == Some(name)
        };
        Self::ALL.into_iter().find(is_named).ok_or_else(|| UnknownBase::new(name))
    }
}

/// The simple base with what only it has: what [`Base::simple`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "it says how a system is to run: give it to `ActorSystem::start`"]
pub struct SimpleBase {
    seed: Option<u64>,
}

impl SimpleBase {
    /// Chooses another legal order of delivery: with one seed it is the same each time, and what
    /// one actor sends to another arrives in order with every seed. Without a seed, actors run in
    /// the order in which they became ready.
    pub const fn seed(self, seed: u64) -> Self {
        Self { seed: Some(seed) }
    }
}

/// A base, with what only it has: what [`ActorSystem::start`](crate::ActorSystem::start) and
/// [`builder`](crate::ActorSystem::builder) take. A [`Base`] is one, and a [`SimpleBase`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BaseChoice {
    pub(crate) base: Base,
    pub(crate) seed: Option<u64>,
}

impl From<Base> for BaseChoice {
    fn from(base: Base) -> Self {
        Self { base, seed: None }
    }
}

impl From<SimpleBase> for BaseChoice {
    fn from(simple: SimpleBase) -> Self {
        Self { base: Base::Simple, seed: simple.seed }
    }
}

/// No base has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no base `{name}`{hint}; there are `simple`, `threads`, `queue`, `tcp` and `udp` (or, \
     by Thespian's names, `simpleSystemBase`, `multiprocQueueBase`, `multiprocTCPBase` and \
     `multiprocUDPBase`)"
)]
pub struct UnknownBase {
    name: String,
    hint: String,
}

/// A name that was meant differs from what was written in a third of its letters at most.
const ALIKE: usize = 3;

impl UnknownBase {
    fn new(name: &str) -> Self {
        let lower = name.to_lowercase();
        let all = Base::ALL.into_iter().flat_map(|base| {
            let (ours, theirs) = base.names();
            [Some(ours), theirs].into_iter().flatten()
        });
        let differs = |known: &str| strsim::damerau_levenshtein(&known.to_lowercase(), &lower);
        let nearest = all
            .map(|known| (differs(known), known))
            .min_by_key(|(differs, _)| *differs)
            .filter(|(differs, known)| differs * ALIKE <= known.len().max(name.len()));
        let hint = nearest.map(|(_, known)| format!(" (did you mean `{known}`?)"));
        Self { name: name.to_owned(), hint: hint.unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_has_its_names() {
        for base in Base::ALL {
            assert_eq!(base.to_string().parse(), Ok(base));
        }
        assert_eq!("multiprocQueueBase".parse(), Ok(Base::Queue));
        assert_eq!("multiprocUDPBase".parse(), Ok(Base::Udp));
    }

    #[test]
    fn a_name_that_is_none_is_told_the_nearest() {
        let error = |name: &str| name.parse::<Base>().expect_err("no base").to_string();
        let tcp = error("tpc");
        assert!(tcp.starts_with("there is no base `tpc` (did you mean `tcp`?); there"), "{tcp}");
        assert!(error("multiprocUdpBase").contains("(did you mean `multiprocUDPBase`?)"));
        assert!(error("kubernetes").starts_with("there is no base `kubernetes`; there are"));
    }
}
