//! What is in a row, a map or a variant, read one after the other.

use serde::{
    Deserializer,
    de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor},
};

use super::{
    error::Error,
    take::{Reader, Row, Variant},
};

/// The values of a row.
#[derive(Debug)]
pub(super) struct Values<'r, 'de> {
    reader: &'r mut Reader<'de>,
    row: &'r mut Row<'de>,
}

impl<'r, 'de> Values<'r, 'de> {
    pub(super) const fn new(reader: &'r mut Reader<'de>, row: &'r mut Row<'de>) -> Self {
        Self { reader, row }
    }

    /// Whether there is one more, which the reader then reads.
    #[inline]
    fn next(&mut self) -> bool {
        if let Some((bytes, _)) = &mut self.row.bytes {
            let Some((byte, others)) = bytes.split_first() else { return false };
            *bytes = others;
            self.reader.rest = &NUMBERS[usize::from(*byte)];
            return true;
        }
        self.row.next()
    }
}

impl Row<'_> {
    #[inline]
    fn next(&mut self) -> bool {
        let is_there = self.left > 0;
        self.left -= u32::from(is_there);
        is_there
    }
}

/// Every byte as a number.
static NUMBERS: [[u8; 2]; 256] = {
    let mut numbers = [[0; 2]; 256];
    let mut byte = 0_u8;
    loop {
        numbers[byte as usize] = [rmp::Marker::U8.to_u8(), byte];
        let Some(next) = byte.checked_add(1) else { break };
        byte = next;
    }
    numbers
};

impl<'de> SeqAccess<'de> for Values<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if !self.next() {
            return Ok(None);
        }
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(error),
        }
    }

    /// Never more than there are bytes for: each value has one at least.
    fn size_hint(&self) -> Option<usize> {
        match self.row.bytes {
            Some((bytes, _)) => Some(bytes.len()),
            None => Some((self.row.left as usize).min(self.reader.rest.len())),
        }
    }
}

/// The entries of a map.
#[derive(Debug)]
pub(super) struct Entries<'r, 'de> {
    reader: &'r mut Reader<'de>,
    row: &'r mut Row<'de>,
}

impl<'r, 'de> Entries<'r, 'de> {
    pub(super) const fn new(reader: &'r mut Reader<'de>, row: &'r mut Row<'de>) -> Self {
        Self { reader, row }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if !self.row.next() {
            return Ok(None);
        }
        match seed.deserialize(&mut *self.reader) {
            Ok(key) => Ok(Some(key)),
            Err(error) => Err(error),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(&mut *self.reader)
    }

    /// Never more than there are bytes for: a key and a value have two at least.
    fn size_hint(&self) -> Option<usize> {
        Some((self.row.left as usize).min(self.reader.rest.len() / 2))
    }
}

/// A variant of an enum: its name, then what is in it.
#[derive(Debug)]
pub(super) struct Filling<'r, 'de> {
    reader: &'r mut Reader<'de>,
    variant: Variant,
}

impl<'r, 'de> Filling<'r, 'de> {
    pub(super) const fn new(reader: &'r mut Reader<'de>, variant: Variant) -> Self {
        Self { reader, variant }
    }

    /// What is in it, where `expected` should be.
    fn filled(self, expected: &str) -> Result<&'r mut Reader<'de>, Error> {
        match self.variant {
            Variant::Filled => Ok(self.reader),
            Variant::Alone => Err(Error::found(Unexpected::UnitVariant, &expected)),
        }
    }
}

impl<'de> EnumAccess<'de> for Filling<'_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        match seed.deserialize(&mut *self.reader) {
            Ok(name) => Ok((name, self)),
            Err(error) => Err(error),
        }
    }
}

impl<'de> VariantAccess<'de> for Filling<'_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.variant {
            Variant::Alone => Ok(()),
            Variant::Filled => self.reader.nil(),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.filled("newtype variant")?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.filled("tuple variant")?.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.filled("struct variant")?.deserialize_struct("", fields, visitor)
    }
}
