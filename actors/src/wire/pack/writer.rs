//! Values of any type, written: a few lines for each kind of them.

use std::slice;

use rmp::Marker;
use serde::{Serialize, Serializer};

use super::{
    error::Error,
    ext,
    put::{Bytes, Writer},
    rows::{Row, Values},
};

/// Numbers of all widths.
macro_rules! numbers {
    ($($method:ident $ty:ident $put:ident),*) => {$(
        #[inline]
        fn $method(self, value: $ty) -> Result<(), Error> {
            self.$put(value.into());
            Ok(())
        }
    )*};
}

impl<'w, 'a> Serializer for &'w mut Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Values<'w, 'a>;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Values<'w, 'a>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn is_human_readable(&self) -> bool {
        self.asked.set(true);
        false
    }

    numbers! {
        serialize_i8 i8 signed,
        serialize_i16 i16 signed,
        serialize_i32 i32 signed,
        serialize_i64 i64 signed,
        serialize_u16 u16 unsigned,
        serialize_u32 u32 unsigned,
        serialize_u64 u64 unsigned
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.marker(if value { Marker::True } else { Marker::False });
        Ok(())
    }

    #[inline]
    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        match self.bytes {
            Bytes::Numbers => self.unsigned(value.into()),
            Bytes::Bare => self.out.push(value),
        }
        self.byte = Some(value);
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), Error> {
        self.serialize_bytes(&value.to_be_bytes())
    }

    fn serialize_u128(self, value: u128) -> Result<(), Error> {
        self.serialize_bytes(&value.to_be_bytes())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.number(Marker::F32, value.to_be_bytes());
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.number(Marker::F64, value.to_be_bytes());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.text(value);
        Ok(())
    }

    #[inline]
    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.bytes(value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        let written = value.serialize(&mut *self);
        self.byte = None;
        written
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.marker(Marker::Null);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.array_of(0);
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let start = self.out.len();
        let written = value.serialize(&mut *self);
        self.byte = None;
        if name == ext::NAME { written.and_then(|()| ext::put(self, start)) } else { written }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(variant);
        value.serialize(self)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Values<'w, 'a>, Error> {
        Ok(Values::new(length, self))
    }

    fn serialize_tuple(self, length: usize) -> Result<Self, Error> {
        self.array_of(length);
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Self, Error> {
        self.array_of(length);
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self, Error> {
        self.variant(variant);
        self.array_of(length);
        Ok(self)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Values<'w, 'a>, Error> {
        Ok(Values::entries(length, self))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Self, Error> {
        self.map_of(length);
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self, Error> {
        self.variant(variant);
        self.map_of(length);
        Ok(self)
    }

    fn collect_seq<I>(self, values: I) -> Result<(), Error>
    where
        I: IntoIterator,
        I::Item: Serialize,
    {
        let values = values.into_iter();
        let length = exactly(values.size_hint());
        let sizes = (size_of::<I::Item>(), size_of::<I::IntoIter>());
        let mut row = match length {
            Some(length) if may_be_bytes(sizes) => Row::perhaps_bytes(length, self),
            length => Row::of(length, self),
        };
        for value in values {
            let written = value.serialize(&mut *self);
            row.wrote(written, self)?;
        }
        row.end(self);
        Ok(())
    }
}

/// The length of an iterator, where it says it.
const fn exactly(hint: (usize, Option<usize>)) -> Option<usize> {
    match hint {
        (low, Some(high)) if low == high && low <= u32::MAX as usize => Some(low),
        _ => None,
    }
}

/// Whether values of one size, from an iterator of another, are perhaps a `[u8]`: nothing but that
/// is written as bytes, since other rows of `u8` may not be able to read themselves from bytes.
const fn may_be_bytes((value, values): (usize, usize)) -> bool {
    (value == 1 || value == size_of::<&u8>()) && values <= size_of::<slice::Iter<'_, u8>>()
}
