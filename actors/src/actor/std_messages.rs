//! The types of `std` that are messages as they are.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    convert::Infallible,
    hash::Hash,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use super::{
    message::{Message, Portable, plain_reply},
    written::PartOfResult,
};
use crate::wire::{CodecError, WireId, codec};

/// Implements `Message` and `Portable` through serde.
macro_rules! portable {
    ($([$($generics:tt)*] $type:ty, $name:literal $(, $parameter:ident)*;)+) => {$(
        impl<$($generics)*> Message for $type {
            const NAME: &'static str = $name;
            const WIRE: WireId = WireId::of($name)$(.with(<$parameter as Message>::WIRE))*;

            fn name() -> Cow<'static, str> {
                let parameters: &[Cow<'static, str>] = &[$($parameter::name()),*];
                if parameters.is_empty() {
                    Cow::Borrowed($name)
                } else {
                    Cow::Owned(format!("{}<{}>", $name, parameters.join(", ")))
                }
            }

            #[inline]
            fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
                codec::write($name, self, out)
            }

            #[inline]
            fn decode(body: &[u8]) -> Result<Self, CodecError> {
                codec::read($name, body)
            }

            #[inline]
            fn duplicate(&self) -> Option<Self> {
                Some(self.clone())
            }
        }

        impl<$($generics)*> Portable for $type {}
    )+};
}

pub(crate) use portable;

macro_rules! std_messages {
    ($([$($generics:tt)*] $type:ty, $name:literal $(, $parameter:ident)*;)+) => {
        portable! { $([$($generics)*] $type, $name $(, $parameter)*;)+ }
        plain_reply! { $([$($generics)*] $type),+ }
    };
}

std_messages! {
    [] (), "()";
    [] bool, "bool";
    [] char, "char";
    [] u8, "u8";
    [] u16, "u16";
    [] u32, "u32";
    [] u64, "u64";
    [] u128, "u128";
    [] usize, "usize";
    [] i8, "i8";
    [] i16, "i16";
    [] i32, "i32";
    [] i64, "i64";
    [] i128, "i128";
    [] isize, "isize";
    [] f32, "f32";
    [] f64, "f64";
    [] String, "String";
    [] Box<str>, "Box<str>";
    [] Cow<'static, str>, "Cow<str>";
    [] PathBuf, "PathBuf";
    [] Duration, "Duration";
    [] SystemTime, "SystemTime";
    [] IpAddr, "IpAddr";
    [] SocketAddr, "SocketAddr";
    [T: Portable] Box<T>, "Box", T;
    [T: Portable] Option<T>, "Option", T;
    [T: Portable] Vec<T>, "Vec", T;
    [T: Portable] VecDeque<T>, "VecDeque", T;
    [T: Portable + Ord] BTreeSet<T>, "BTreeSet", T;
    [T: Portable + Eq + Hash] HashSet<T>, "HashSet", T;
    [K: Portable + Ord, V: Portable] BTreeMap<K, V>, "BTreeMap", K, V;
    [K: Portable + Eq + Hash, V: Portable] HashMap<K, V>, "HashMap", K, V;
    [A: Portable] (A,), "(,)", A;
    [A: Portable, B: Portable] (A, B), "(,,)", A, B;
    [A: Portable, B: Portable, C: Portable] (A, B, C), "(,,,)", A, B, C;
    [A: Portable, B: Portable, C: Portable, D: Portable] (A, B, C, D), "(,,,,)", A, B, C, D;
    [A: Portable, B: Portable, C: Portable, D: Portable, E: Portable]
        (A, B, C, D, E), "(,,,,,)", A, B, C, D, E;
    [A: Portable, B: Portable, C: Portable, D: Portable, E: Portable, F: Portable]
        (A, B, C, D, E, F), "(,,,,,,)", A, B, C, D, E, F;
}

// A `Result` is an answer of its own kind: it reaches the asker as a result.
portable! {
    [T: PartOfResult, E: PartOfResult] Result<T, E>, "Result", T, E;
}

/// A string that is part of the program. It stays in its process: what is to leave it is a `String`.
impl Message for &'static str {
    const NAME: &'static str = "&str";
    const WIRE: WireId = WireId::of("&str");

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), CodecError> {
        codec::write(Self::NAME, self, out)
    }

    fn decode(_: &[u8]) -> Result<Self, CodecError> {
        Err(CodecError::Local { name: Self::NAME.to_owned() })
    }

    fn duplicate(&self) -> Option<Self> {
        Some(self)
    }
}

plain_reply! { [] &'static str }

impl Message for Infallible {
    const NAME: &'static str = "!";
    const WIRE: WireId = WireId::of("!");

    fn encode(&self, _: &mut Vec<u8>) -> Result<(), CodecError> {
        match *self {}
    }

    fn decode(_: &[u8]) -> Result<Self, CodecError> {
        Err(CodecError::Unreadable {
            name: "!".to_owned(),
            reason: "there is no such value".into(),
        })
    }

    fn duplicate(&self) -> Option<Self> {
        match *self {}
    }
}
