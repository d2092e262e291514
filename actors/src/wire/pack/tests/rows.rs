//! Rows that turn out to be bytes, and rows whose length is told last.

use std::{
    collections::{BTreeSet, VecDeque},
    num::Wrapping,
};

use serde::{Serializer, ser::SerializeMap};

use super::*;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Newtype(u8);

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
struct Transparent(u8);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Named {
    n: u8,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Byte(u8),
    Pair(u8, u8),
}

/// A number where people don't read, and a text where they do.
#[derive(Debug, Clone)]
struct Weekday(u8);

impl Serialize for Weekday {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str("monday")
        } else {
            serializer.serialize_u8(self.0)
        }
    }
}

/// Values, without their number.
#[derive(Debug)]
struct Uncounted(usize);

impl Serialize for Uncounted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((0..self.0 * 2).filter(|n| n % 2 == 0))
    }
}

/// Entries, without their number, in which others are.
#[derive(Debug)]
struct UncountedEntries(usize);

impl Serialize for UncountedEntries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for n in 0..self.0 {
            map.serialize_entry(&n, &Uncounted(n % 20))?;
        }
        map.end()
    }
}

#[test]
fn a_row_of_bytes_is_bytes_and_no_other_is() {
    for byte in [0, 1, 127, 128, 255] {
        for length in [0, 1, 2, 15, 16, 17, 255, 256, 300] {
            is_the_same(&vec![byte; length]);
            is_the_same(&vec![byte; length].into_boxed_slice());
            is_the_same(&vec![Transparent(byte); length]);
            is_the_same(&vec![Wrapping(byte); length]);
            is_the_same(&vec![Untagged::Byte(byte); length]);
            is_written_the_same(&vec![Newtype(byte); length]);
            is_written_the_same(&vec![Some(byte); length]);
            is_the_same(&vec![(byte,); length]);
            is_the_same(&vec![[byte]; length]);
            is_the_same(&vec![Named { n: byte }; length]);
            is_the_same(&vec![vec![byte]; length]);
            is_the_same(&vec![vec![vec![byte; 3]; 2]; length]);
            is_the_same(&VecDeque::from(vec![byte; length]));
            is_written_the_same(&vec![Weekday(byte); length]);
            is_written_the_same(&vec![byte; length].iter().collect::<Vec<&u8>>());
        }
    }
    is_the_same(&(0..=255).collect::<BTreeSet<u8>>());
    is_the_same(&vec![Untagged::Pair(1, 2), Untagged::Byte(3)]);
    is_the_same(&[1_u8, 2, 200]);
    is_the_same(&vec![1_i8, -2]);
    is_the_same(&vec![true, false]);
    is_the_same(&vec!["x".to_owned(); 3]);
}

#[test]
fn a_row_that_begins_with_bytes_and_goes_on_otherwise_is_refused() {
    let error = written(&vec![Untagged::Byte(1), Untagged::Pair(1, 2)]).expect_err("no bytes");
    assert!(error.to_string().contains("row of bytes"), "{error}");
}

#[test]
fn a_row_within_bytes_is_written_as_the_first_one() {
    let rows: Vec<Vec<Vec<Vec<u8>>>> = vec![vec![vec![vec![1, 2]; 2], vec![]], vec![]];
    is_the_same(&rows);
    is_the_same(&(vec![9_u8], 200_u8, vec![200_u8], 7_u8));
}

#[test]
fn a_length_that_is_told_last_stands_first() {
    for length in [0, 1, 15, 16, 300, 65_536] {
        is_written_the_same(&Uncounted(length));
        is_written_the_same(&(1, Uncounted(length), 2));
    }
    for length in [0, 1, 15, 16, 300] {
        is_written_the_same(&UncountedEntries(length));
    }
}
