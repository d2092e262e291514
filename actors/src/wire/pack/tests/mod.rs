//! Compared with `rmp-serde`, both ways: it is the format's other reader and writer.

mod limits;
mod rows;
mod shapes;
mod strangers;

use std::fmt::Debug;

use rmp_serde::config::BytesMode;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Error, Reader, Writer};

/// Writes here.
fn written<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    let mut out = b"before".to_vec();
    value.serialize(&mut Writer::new(&mut out))?;
    assert_eq!(out[..6], *b"before");
    Ok(out.split_off(6))
}

/// Reads here.
fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    T::deserialize(&mut Reader::new(bytes))
}

/// Writes as `rmp-serde` does.
fn written_there<T: Serialize>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    let mut there = rmp_serde::Serializer::new(&mut out)
        .with_struct_map()
        .with_bytes(BytesMode::ForceIterables);
    value.serialize(&mut there).expect("there it can be written");
    out
}

/// Every way in which a peer may write it.
fn written_anyhow<T: Serialize>(value: &T) -> Vec<Vec<u8>> {
    let mut forced = Vec::new();
    let mut there = rmp_serde::Serializer::new(&mut forced).with_bytes(BytesMode::ForceAll);
    value.serialize(&mut there).expect("there it can be written");
    let compact = rmp_serde::to_vec(value).expect("there it can be written");
    let named = rmp_serde::to_vec_named(value).expect("there it can be written");
    vec![written_there(value), compact, named, forced]
}

/// The bytes are those of `rmp-serde`.
fn is_written_the_same<T: Serialize + Debug>(value: &T) {
    let here = written(value).expect("it can be written");
    assert_eq!(here, written_there(value), "{value:?}");
}

/// What `rmp-serde` reads in `bytes` is read here.
fn is_read_the_same<T: DeserializeOwned + Debug>(bytes: &[u8]) {
    let here = read::<T>(bytes);
    if let Ok(there) = rmp_serde::from_slice::<T>(bytes) {
        let here = here.unwrap_or_else(|error| panic!("{error}: {bytes:02x?}, where {there:?}"));
        assert_eq!(format!("{here:?}"), format!("{there:?}"), "{bytes:02x?}");
    }
}

/// The bytes are the same, and however a peer writes it, what is read is.
fn is_the_same<T: Serialize + DeserializeOwned + Debug>(value: &T) {
    is_written_the_same(value);
    for bytes in written_anyhow(value) {
        is_read_the_same::<T>(&bytes);
    }
    let back: T = read(&written(value).expect("it can be written")).expect("it can be read");
    assert_eq!(format!("{back:?}"), format!("{value:?}"));
}
