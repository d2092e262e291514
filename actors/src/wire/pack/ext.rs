//! The extensions of MessagePack: a tag, and bytes that mean what the tag says.
//!
//! As in `rmp-serde` they are what a newtype struct of a certain name has in it.

use rmp::Marker;
use serde::{
    Deserialize,
    de::{
        DeserializeSeed, SeqAccess,
        value::{BorrowedBytesDeserializer, I8Deserializer, SeqAccessDeserializer},
    },
};

use super::{
    error::Error,
    put::Writer,
    take::{Reader, Token},
};

/// What the newtype struct is called.
pub(super) const NAME: &str = "_ExtStruct";

/// One extension.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ext<'de> {
    pub(super) tag: i8,
    pub(super) bytes: &'de [u8],
}

impl<'de> Ext<'de> {
    /// The tag and the bytes.
    pub(super) fn into_values(self) -> SeqAccessDeserializer<Values<'de>> {
        SeqAccessDeserializer::new(Values { tag: Some(self.tag), bytes: Some(self.bytes) })
    }
}

/// What is in an extension, one after the other.
#[derive(Debug)]
pub(super) struct Values<'de> {
    tag: Option<i8>,
    bytes: Option<&'de [u8]>,
}

impl<'de> SeqAccess<'de> for Values<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if let Some(tag) = self.tag.take() {
            return seed.deserialize(I8Deserializer::new(tag)).map(Some);
        }
        let bytes = self.bytes.take();
        bytes.map(|bytes| seed.deserialize(BorrowedBytesDeserializer::new(bytes))).transpose()
    }
}

/// Makes an extension of the tag and the bytes that were written since `start`.
#[cold]
pub(super) fn put(writer: &mut Writer<'_>, start: usize) -> Result<(), Error> {
    let written = writer.out.split_off(start);
    let mut reader = Reader::new(&written);
    let (Token::Array(2), tag, Token::Bytes(bytes)) =
        (reader.token()?, i8::deserialize(&mut reader)?, reader.token()?)
    else {
        return Err(Error::said("an extension is an `i8` and bytes"));
    };
    match bytes.len() {
        1 => writer.marker(Marker::FixExt1),
        2 => writer.marker(Marker::FixExt2),
        4 => writer.marker(Marker::FixExt4),
        8 => writer.marker(Marker::FixExt8),
        16 => writer.marker(Marker::FixExt16),
        length => writer.length(length, [Some(Marker::Ext8), Some(Marker::Ext16)], Marker::Ext32),
    }
    writer.out.extend_from_slice(&tag.to_be_bytes());
    writer.out.extend_from_slice(bytes);
    Ok(())
}
