//! Which actor of which process: the content of every address.

use std::{cmp::Ordering, fmt, num::NonZeroU64};

use serde::{Deserialize, Serialize};

/// One process of a system, for ever: no other process gets the same number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ProcessId(NonZeroU64);

impl ProcessId {
    /// A number that nobody else has: 64 random bits of the operating system.
    ///
    /// # Panics
    /// When the operating system has no random numbers.
    #[must_use]
    pub(crate) fn random() -> Self {
        Self(random())
    }

    /// The number as it stands in a frame; zero is none.
    pub(crate) fn from_raw(raw: u64) -> Option<Self> {
        NonZeroU64::new(raw).map(Self)
    }

    /// The bare number.
    pub(crate) fn get(self) -> u64 {
        self.0.get()
    }
}

/// One actor, for ever: the number of an actor that has ended is not given again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ActorId {
    pub(crate) process: ProcessId,
    pub(crate) index: u32,
    pub(crate) generation: u32,
}

/// Marks the generation of an actor whose number was chosen by its creator in another process.
const CHOSEN: u32 = 1 << 31;

impl ActorId {
    /// The first actor of `process`: the one that the process was made for.
    pub(crate) const fn root(process: ProcessId) -> Self {
        Self { process, index: 0, generation: 1 }
    }

    /// A number in `process` that another process may choose.
    pub(crate) fn chosen(process: ProcessId) -> Self {
        let bits = random().get();
        #[expect(clippy::cast_possible_truncation, reason = "both halves of the random bits")]
        let (index, generation) = (bits as u32, (bits >> 32) as u32 | CHOSEN);
        Self { process, index, generation }
    }

    /// Whether the number was chosen by another process.
    pub(crate) const fn is_chosen(self) -> bool {
        self.generation & CHOSEN != 0
    }
}

/// In the order in which numbers are given, then by the process. Parents look for their children
/// by it, of which there may be very many: so one comparison mostly does.
impl Ord for ActorId {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let number = |id: &Self| u64::from(id.index) << 32 | u64::from(id.generation);
        number(self).cmp(&number(other)).then_with(|| self.process.cmp(&other.process))
    }
}

impl PartialOrd for ActorId {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn random() -> NonZeroU64 {
    loop {
        let bits = getrandom::u64().expect("the operating system gives random numbers");
        if let Some(bits) = NonZeroU64::new(bits) {
            return bits;
        }
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}.{}", self.process, self.index, self.generation)
    }
}

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
