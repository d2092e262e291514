//! Every shape that serde knows.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    marker::PhantomData,
    net::IpAddr,
    num::{NonZeroU8, Wrapping},
    time::Duration,
};

use proptest::{
    collection::{btree_map, btree_set, vec},
    prelude::*,
};

use super::*;

#[derive(Debug, Serialize, Deserialize)]
struct Unit;

#[derive(Debug, Serialize, Deserialize)]
struct Newtype<T>(T);

#[derive(Debug, Serialize, Deserialize)]
struct Pair<T, U>(T, U);

#[derive(Debug, Serialize, Deserialize)]
struct Named<T, U> {
    first: T,
    second: U,
}

#[derive(Debug, Serialize, Deserialize)]
enum Choice<T> {
    Alone,
    Newtype(T),
    Tuple(T, u8),
    Fields { value: T, more: Option<T> },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u8),
    Text(String),
    Pair(i8, f32),
    Fields { name: String },
    Nothing,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Inside {
    Alone,
    Fields { at: i64, name: String },
    Other(Box<Named<u8, char>>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "is")]
enum Beside {
    Alone,
    Tuple(u8, String),
    Fields { at: f64 },
}

#[derive(Debug, Serialize, Deserialize)]
struct Flat<K: Ord> {
    own: u8,
    #[serde(flatten)]
    inner: Option<Named<u8, u8>>,
    #[serde(flatten, bound(serialize = "K: Serialize", deserialize = "K: Deserialize<'de>"))]
    rest: BTreeMap<K, String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Attributed {
    #[serde(rename = "type", alias = "kind")]
    ty: String,
    #[serde(default)]
    missing: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    sometimes: Option<u8>,
    nothing: Option<u8>,
}

/// An extension, as `rmp-serde` knows it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename = "_ExtStruct")]
struct Ext((i8, Raw));

#[derive(Debug)]
struct Raw(Vec<u8>);

impl Serialize for Raw {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Raw;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Raw, E> {
                Ok(Raw(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

#[test]
fn numbers_of_every_width() {
    for shift in 0..64 {
        for near in [-1, 0, 1] {
            let value = (1_i64 << shift).wrapping_add(near);
            is_the_same(&value);
            is_the_same(&value.wrapping_neg());
            is_the_same(&value.cast_unsigned());
            #[expect(clippy::cast_possible_truncation, reason = "any number will do")]
            is_the_same(&(value as u8, value as i8, value as u16, value as i16, value as i32));
            is_the_same(&i128::from(value));
            is_the_same(&u128::MAX.wrapping_sub(1 << shift));
        }
    }
    is_the_same(&(f32::MAX, f32::NAN, f64::MIN_POSITIVE, f64::NEG_INFINITY, true, false));
    is_the_same(&(NonZeroU8::MIN, Wrapping(7_u32), Duration::new(3, 4)));
    for number in [&[0x05][..], &[0xcc, 200], &[0xd1, 0xff, 0], &[0xca, 0, 0, 0, 0], &[0xc0]] {
        is_read_the_same::<f32>(number);
        is_read_the_same::<f64>(number);
        is_read_the_same::<u8>(number);
        is_read_the_same::<i128>(number);
        is_read_the_same::<u128>(number);
        is_read_the_same::<bool>(number);
        is_read_the_same::<()>(number);
    }
}

#[test]
fn texts_and_bytes_of_every_length() {
    for length in [0, 1, 31, 32, 255, 256, 65_535, 65_536] {
        is_the_same(&"x".repeat(length));
        is_the_same(&vec![200_u8; length]);
        is_the_same(&vec![200_u16; length]);
        is_the_same(&Raw(vec![1; length]));
        is_the_same(&Ext((-3, Raw(vec![1; length]))));
    }
    for length in [2, 4, 8, 16] {
        is_the_same(&Ext((7, Raw(vec![1; length]))));
    }
    is_the_same(&('x', 'ß', '𝄞'));
    assert_eq!(read::<&str>(b"\xa3ann").expect("a text"), "ann");
    assert_eq!(read::<&[u8]>(b"\xc4\x03ann").expect("bytes"), b"ann");
    assert!(matches!(read::<Newtype<&str>>(b"\xa3ann"), Ok(Newtype("ann"))));
    for bytes in [&b"\xa2\xff\xfe"[..], b"\xc4\x02\xff\xfe", b"\xc4\x02hi"] {
        is_read_the_same::<String>(bytes);
        is_read_the_same::<Raw>(bytes);
        is_read_the_same::<Cow<'_, str>>(bytes);
    }
}

#[test]
fn structs() {
    is_the_same(&Unit);
    is_the_same(&());
    is_the_same(&PhantomData::<u8>);
    is_the_same(&Newtype("x".to_owned()));
    is_the_same(&Newtype(Newtype(Some(Unit))));
    is_the_same(&Pair(Some(3_u8), None::<u8>));
    is_the_same(&Named {
        first: Pair(1_u8, 2_u8),
        second: Newtype(Named { first: 1, second: () }),
    });
    let kind = Attributed { ty: "a".into(), missing: 1, sometimes: None, nothing: None };
    is_the_same(&kind);
    is_the_same(&Attributed { sometimes: Some(1), nothing: Some(2), ..kind });
}

#[test]
fn a_struct_is_read_from_fields_in_any_order_and_from_values_in_theirs() {
    let both: [&[u8]; 8] = [
        b"\x82\xa6second\x02\xa5first\x01",
        b"\x83\xa6second\x02\xa4more\x92\x81\xc0\xc0\xd4\x01\x02\xa5first\x01",
        b"\x81\xa5first\x01",
        b"\x83\xa5first\x01\xa5first\x01\xa6second\x02",
        b"\x82\x01\x02\x00\x03",
        b"\x82\xc4\x06second\x02\xc4\x05first\x03",
        b"\x92\x01\x02",
        b"\xc4\x02\xfe\x02",
    ];
    for bytes in both {
        is_read_the_same::<Named<u8, u8>>(bytes);
        is_read_the_same::<Named<Option<u8>, Option<u8>>>(bytes);
        is_read_the_same::<Pair<u8, u8>>(bytes);
        is_read_the_same::<(u8, u8)>(bytes);
        is_read_the_same::<[u8; 2]>(bytes);
        is_read_the_same::<Vec<u8>>(bytes);
    }
    for wrong in [&b"\x93\x01\x02\x03"[..], b"\x91\x01", b"\xc0", b"\xa1x", b"\x07", b"\xc1"] {
        assert!(read::<Named<u8, u8>>(wrong).is_err(), "{wrong:02x?}");
    }
    is_read_the_same::<Attributed>(b"\x82\xa4kind\xa1x\xa7nothing\xc0");
    is_read_the_same::<Attributed>(b"\x81\xa4type\xa1x");
}

#[test]
fn enums() {
    for choice in [
        Choice::Alone,
        Choice::Newtype(Some(1)),
        Choice::Tuple(None, 3),
        Choice::Fields { value: Some(4), more: None },
    ] {
        is_the_same(&Some(choice));
    }
    is_the_same(&vec![Choice::Newtype(Choice::<u8>::Alone), Choice::Alone]);
    is_the_same(&Ok::<u8, String>(3));
    for bytes in [
        &b"\xa5Alone"[..],
        b"\x00",
        b"\x81\xa5Alone\xc0",
        b"\x81\xa5Alone\x01",
        b"\x81\x01\x05",
        b"\x81\xa5Tuple\x92\x01\x02",
        b"\x81\xa6Fields\x92\x01\x02",
        b"\x81\xa6Fields\x81\xa5value\x02",
        b"\x82\xa5Alone\xc0\xa5Alone\xc0",
        b"\xde\x00\x01\xa5Alone\xc0",
        b"\xa7Newtype",
        b"\xc4\x05Alone",
        b"\xa4Else",
        b"\xc0",
    ] {
        is_read_the_same::<Choice<u8>>(bytes);
        is_read_the_same::<Option<Choice<u8>>>(bytes);
    }
}

#[test]
fn what_says_itself_what_it_is() {
    for untagged in [
        Untagged::Number(3),
        Untagged::Text("x".into()),
        Untagged::Pair(-1, 2.5),
        Untagged::Fields { name: "y".into() },
        Untagged::Nothing,
    ] {
        is_the_same(&untagged);
    }
    is_the_same(&vec![Inside::Alone, Inside::Fields { at: -1, name: "z".into() }]);
    is_the_same(&Inside::Other(Box::new(Named { first: 1, second: 'c' })));
    is_the_same(&vec![Beside::Alone, Beside::Tuple(1, "b".into()), Beside::Fields { at: 0.5 }]);
    let inner = Some(Named { first: 1, second: 2 });
    is_the_same(&Flat { own: 1, inner, rest: BTreeMap::from([("k".to_owned(), "v".to_owned())]) });
    is_the_same(&Flat { own: 1, inner: None, rest: BTreeMap::from([(-300, "v".to_owned())]) });
    is_the_same(&Flat { own: 1, inner: None, rest: BTreeMap::from([(true, "v".to_owned())]) });
    is_the_same(&Flat { own: 1, inner: None, rest: BTreeMap::from([('c', "v".to_owned())]) });
    is_the_same(&serde_json::json!({"a": [1, -2, 3.5, null, true, "x"], "b": {"c": []}}));
    is_read_the_same::<Untagged>(b"\xd4\x01\x02");
}

#[test]
fn maps_with_keys_of_any_type() {
    is_the_same(&HashMap::from([(1_u8, "one".to_owned())]));
    is_the_same(&BTreeMap::from([((1, "x".to_owned()), 2.5), ((2, String::new()), 0.5)]));
    is_the_same(&BTreeMap::from([(Some(-1), ()), (None, ())]));
    is_the_same(&BTreeMap::from([(vec![1_u8, 2], BTreeSet::from([3_u8]))]));
    is_the_same(&(0..70_000).map(|n| (n, n % 7)).collect::<BTreeMap<u32, u32>>());
    let mixed: IpAddr = "::1".parse().expect("an address");
    is_the_same(&BTreeMap::from([(mixed, vec![mixed])]));
}

proptest! {
    #[test]
    fn values_of_many_shapes(
        numbers in any::<(u8, i16, u32, i64, u128, i128, f32, f64)>(),
        texts in any::<(String, char, Option<String>, bool, Option<Option<u8>>)>(),
        bytes in vec(any::<u8>(), 0..40),
        rows in (vec(any::<Option<u8>>(), 0..40), vec(any::<(u8, String)>(), 0..5)),
        maps in (btree_map(".{0,9}", any::<u64>(), 0..20), btree_set(any::<u8>(), 0..20)),
        choice in any::<(u8, u16, Option<u16>)>(),
    ) {
        let (variant, value, more) = choice;
        let choice = match variant % 4 {
            0 => Choice::Alone,
            1 => Choice::Newtype(value),
            2 => Choice::Tuple(value, variant),
            _ => Choice::Fields { value, more },
        };
        is_the_same(&numbers);
        is_written_the_same(&texts);
        is_the_same(&(texts.0, texts.1, texts.2, texts.3));
        is_the_same(&(bytes, rows));
        is_the_same(&Named { first: Newtype(maps), second: Pair(choice, Unit) });
    }
}
