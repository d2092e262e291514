//! Wire names: how the processes of a system tell the kinds of messages apart.

use std::fmt;

/// The number that stands for a wire name in a frame.
///
/// It is a hash of the name, computed while compiling; the names of type parameters are mixed in,
/// so `Vec<u8>` and `Vec<u16>` differ.
///
/// ```
/// use actors::__private::WireId;
///
/// const ADD: WireId = WireId::of("poll.Add");
/// assert_eq!(ADD, WireId::of("poll.Add"));
/// assert_ne!(ADD.with(WireId::of("u8")), ADD);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireId(u64);

impl WireId {
    /// The number of what has no name: types that are no messages, in programs that are not built.
    pub const NONE: Self = Self(0);

    /// The number of `name`.
    #[must_use]
    pub const fn of(name: &str) -> Self {
        let bytes = name.as_bytes();
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        Self(mix(hash))
    }

    /// The number of this name with `parameter` as its next type parameter.
    #[must_use]
    pub const fn with(self, parameter: Self) -> Self {
        Self(mix(self.0.rotate_left(23) ^ parameter.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// The bare number, as it stands in a frame.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number read from a frame.
    #[must_use]
    pub const fn from_raw(raw: u64) -> Self {
        Self(raw)
    }

    /// Whether no two of `ids` are the same: asserted for the messages of every actor.
    #[must_use]
    pub const fn all_differ(ids: &[Self]) -> bool {
        let mut left = 0;
        while left < ids.len() {
            let mut right = left + 1;
            while right < ids.len() {
                if ids[left].0 == ids[right].0 && ids[left].0 != Self::NONE.0 {
                    return false;
                }
                right += 1;
            }
            left += 1;
        }
        true
    }
}

impl fmt::Debug for WireId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Spreads every bit of `hash` over all of them.
const fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}
