//! Bytes of strangers: whatever they are, what `rmp-serde` reads in them is read, and nothing
//! panics.

use std::{collections::BTreeMap, time::Duration};

use proptest::prelude::*;

use super::*;

#[derive(Debug, Serialize, Deserialize)]
struct Fields {
    a: u8,
    #[serde(default)]
    b: Option<Box<Fields>>,
    c: Vec<Tree>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Tree {
    A,
    B(i16),
    C(Box<Tree>, String),
    D { a: Option<f32>, b: BTreeMap<u8, Vec<u8>> },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Any {
    Unit(()),
    Bool(bool),
    Number(i64),
    Float(f64),
    Text(String),
    Row(Vec<Any>),
    Map(BTreeMap<String, Any>),
}

#[derive(Debug, Deserialize)]
#[serde(rename = "_ExtStruct")]
struct Ext(#[expect(dead_code, reason = "shown")] (i8, Any));

fn are_read_the_same(bytes: &[u8]) {
    is_read_the_same::<Fields>(bytes);
    is_read_the_same::<Tree>(bytes);
    is_read_the_same::<Any>(bytes);
    is_read_the_same::<Ext>(bytes);
    is_read_the_same::<Vec<Tree>>(bytes);
    is_read_the_same::<(u8, i8, String)>(bytes);
    is_read_the_same::<BTreeMap<String, Option<u16>>>(bytes);
    is_read_the_same::<Duration>(bytes);
    is_read_the_same::<serde::de::IgnoredAny>(bytes);
    is_read_the_same::<serde_json::Value>(bytes);
    is_read_the_same::<(u128, i128, char, f32, f64)>(bytes);
    is_read_the_same::<Result<u64, [u8; 3]>>(bytes);
}

fn tree(depth: u8, n: u16) -> Tree {
    match (depth, n % 4) {
        (0, _) | (_, 0) => Tree::A,
        (_, 1) => Tree::B(n.cast_signed()),
        (_, 2) => Tree::C(Box::new(tree(depth - 1, n / 3)), "x".repeat(usize::from(n % 40))),
        _ => Tree::D { a: Some(f32::from(n)), b: BTreeMap::from([(1, vec![200; 3])]) },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        are_read_the_same(&bytes);
    }

    /// Mostly what MessagePack begins values with, so that more of it is one.
    #[test]
    fn bytes_that_are_almost_values(
        bytes in prop::collection::vec(
            prop_oneof![0_u8..4, 0x80_u8..0x84, 0x90_u8..0x94, 0xa0_u8..0xa3, 0xc0_u8..=0xdf,
                Just(b'a'), Just(b'b'), Just(b'c'), Just(b'A'), Just(b'B'), Just(b'D')],
            0..60,
        ),
    ) {
        are_read_the_same(&bytes);
    }

    #[test]
    fn values_with_a_byte_changed(n in any::<u16>(), at in any::<prop::sample::Index>(), byte: u8) {
        let inner = Fields { a: 1, b: None, c: vec![tree(4, n), tree(3, n / 5)] };
        let value = Fields { a: 200, b: Some(Box::new(inner)), c: vec![tree(2, n)] };
        is_the_same(&value);
        for mut bytes in written_anyhow(&value) {
            are_read_the_same(&bytes[..at.index(bytes.len())]);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            are_read_the_same(&bytes);
        }
    }
}
