//! What strangers can't do: overflow the stack, or take memory that their bytes don't fill.

use std::{fmt, thread};

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::*;

#[derive(Debug, Deserialize)]
struct List(Option<Box<List>>);

#[derive(Debug, Deserialize)]
struct Rows(#[expect(dead_code, reason = "only read")] Vec<Rows>);

#[derive(Debug, Serialize, Deserialize)]
enum Nested {
    End,
    Next(Box<Nested>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Node {
    next: Option<Box<Node>>,
}

/// As the threads of tokio have it.
const STACK: usize = 2 * 1024 * 1024;

fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    on_a_stack_of(STACK, run)
}

fn on_a_stack_of<T: Send + 'static>(bytes: usize, run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = thread::Builder::new().stack_size(bytes).spawn(run).expect("a thread");
    thread.join().expect("no panic")
}

#[test]
fn rows_in_one_another_have_a_limit_and_it_is_that_of_rmp_serde() {
    for (depth, is_read) in [(1_000, true), (1_022, true), (1_023, false), (100_000, false)] {
        let mut bytes = vec![0x91; depth];
        bytes.push(0x90);
        let there = bytes.clone();
        let here = on_a_small_stack(move || read::<Rows>(&bytes).is_ok());
        // With less it overflows its stack, in a development build.
        let there =
            on_a_stack_of(64 * STACK, move || rmp_serde::from_slice::<IgnoredAny>(&there).is_ok());
        assert_eq!([here, there], [is_read; 2], "{depth}");
    }
}

#[test]
fn structs_in_one_another_have_the_same() {
    on_a_small_stack(|| {
        let nodes = |depth: usize| {
            let bytes = b"\x81\xa4next".repeat(depth);
            read::<Node>(&[&bytes[..], b"\xc0"].concat())
        };
        assert!(nodes(1_023).is_ok());
        let error = nodes(1_024).expect_err("too deep");
        assert_eq!(error.to_string(), "depth limit exceeded");
    });
}

#[test]
fn variants_in_one_another_have_a_limit() {
    on_a_small_stack(|| {
        let nested = |depth: usize| {
            let bytes = b"\x81\xa4Next".repeat(depth);
            read::<Nested>(&[&bytes[..], b"\xa3End"].concat())
        };
        assert!(nested(1_500).is_ok());
        assert!(nested(100_000).is_err());
    });
}

#[test]
fn options_in_one_another_have_a_limit_though_they_have_no_bytes() {
    on_a_small_stack(|| {
        assert!(read::<List>(b"\xc0").expect("none").0.is_none());
        assert!(read::<List>(b"\x01").is_err());
    });
}

#[test]
fn what_nobody_reads_may_be_as_deep_as_it_likes() {
    on_a_small_stack(|| {
        let deep = [vec![0x91; 1_000_000], vec![0x82, 0xc0, 0x01, 0xa1, b'x', 0x07]].concat();
        read::<IgnoredAny>(&deep).expect("one value");
        assert!(read::<IgnoredAny>(&deep[..1_000_000]).is_err());
        read::<IgnoredAny>(&[0xdd, 255, 255, 255, 255]).expect_err("there are not so many");
    });
}

/// What it is told of the length to come.
struct Hint(usize);

impl<'de> Deserialize<'de> for Hint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Told;
        impl<'de> Visitor<'de> for Told {
            type Value = Hint;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Hint, A::Error> {
                let hint = row.size_hint().unwrap_or_default();
                while row.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Hint(hint))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Hint, A::Error> {
                let hint = map.size_hint().unwrap_or_default();
                while map.next_entry::<IgnoredAny, IgnoredAny>().is_ok_and(|it| it.is_some()) {}
                Ok(Hint(hint))
            }
        }
        deserializer.deserialize_any(Told)
    }
}

#[test]
fn a_length_is_believed_as_far_as_there_are_bytes() {
    assert_eq!(read::<Hint>(&[0x93, 1, 2, 3]).map(|hint| hint.0).expect("three"), 3);
    assert_eq!(read::<Hint>(&[0x82, 1, 2, 3, 4]).map(|hint| hint.0).expect("two"), 2);
    let claims: [&[u8]; 2] = [&[0xdd, 255, 255, 255, 255, 1, 2], &[0xdf, 255, 255, 255, 255, 1, 2]];
    for claim in claims {
        let mut reader = Reader::new(claim);
        assert!(Hint::deserialize(&mut reader).is_err(), "the row ends too early");
        let largest = Largest::in_claim(claim);
        assert!(largest <= claim.len(), "{largest} of {} bytes", claim.len());
    }
    assert!(read::<Vec<u64>>(&[0xdd, 255, 255, 255, 255, 1, 2]).is_err());
    assert!(read::<String>(&[0xdb, 255, 255, 255, 255, b'x']).is_err());
    assert!(read::<Vec<u8>>(&[0xc6, 255, 255, 255, 255, 1]).is_err());
}

/// The hint alone.
struct Largest;

impl Largest {
    fn in_claim(claim: &[u8]) -> usize {
        struct First;
        impl<'de> Visitor<'de> for First {
            type Value = usize;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, row: A) -> Result<usize, A::Error> {
                Err(serde::de::Error::custom(row.size_hint().unwrap_or(usize::MAX)))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<usize, A::Error> {
                Err(serde::de::Error::custom(map.size_hint().unwrap_or(usize::MAX)))
            }
        }
        let read = serde::Deserializer::deserialize_any(&mut Reader::new(claim), First);
        let told = read.expect_err("the hint").to_string();
        told.parse().expect("a number")
    }
}
