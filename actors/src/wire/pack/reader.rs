//! Values of any type, read: a few lines for each kind of them.
//!
//! What a type says that it expects is believed. A row, a map, a struct or a variant is asked for
//! nothing else, so that no code is made for what it can't be; only where anything may stand, and
//! in numbers and texts, whose code is shared by all that have them, is everything looked at.

use std::str;

use rmp::Marker;
use serde::{Deserializer, de::Visitor};

use super::{
    access::{Entries, Filling, Values},
    error::Error,
    ext,
    take::{Kind, Reader, Row, Token},
};

/// What stands before a number of one byte, of four and of eight.
const U8: u8 = Marker::U8.to_u8();
const U32: u8 = Marker::U32.to_u8();
const U64: u8 = Marker::U64.to_u8();

impl<'de> Reader<'de> {
    /// A number, or what else has no length.
    #[inline]
    fn scalar<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        match self.rest {
            [small @ 0..0x80, rest @ ..] | [U8, small, rest @ ..] => {
                self.rest = rest;
                return visitor.visit_u8(*small);
            }
            [U32, a, b, c, d, rest @ ..] => {
                self.rest = rest;
                return visitor.visit_u32(u32::from_be_bytes([*a, *b, *c, *d]));
            }
            [U64, a, b, c, d, e, f, g, h, rest @ ..] => {
                self.rest = rest;
                return visitor.visit_u64(u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]));
            }
            _ => {}
        }
        match self.token()? {
            Token::U8(value) => visitor.visit_u8(value),
            Token::U16(value) => visitor.visit_u16(value),
            Token::U32(value) => visitor.visit_u32(value),
            Token::U64(value) => visitor.visit_u64(value),
            Token::I8(value) => visitor.visit_i8(value),
            Token::I16(value) => visitor.visit_i16(value),
            Token::I32(value) => visitor.visit_i32(value),
            Token::I64(value) => visitor.visit_i64(value),
            Token::F32(value) => visitor.visit_f32(value),
            Token::F64(value) => visitor.visit_f64(value),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Unit => visitor.visit_unit(),
            token => Err(token.unexpected(&visitor)),
        }
    }

    /// What should be a text and is none may still be bytes.
    fn no_text<V: Visitor<'de>>(bytes: &'de [u8], visitor: V) -> Result<V::Value, Error> {
        match (visitor.visit_borrowed_bytes::<Error>(bytes), str::from_utf8(bytes)) {
            (Err(_), Err(error)) => Err(Error::no_text(error)),
            (read, _) => read,
        }
    }

    /// The values of a row.
    fn values<V: Visitor<'de>>(
        &mut self,
        mut row: Row<'de>,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match visitor.visit_seq(Values::new(self, &mut row)) {
            Ok(value) => match self.leave(&row) {
                Ok(()) => Ok(value),
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// The entries of a map.
    fn entries<V: Visitor<'de>>(
        &mut self,
        mut row: Row<'de>,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match visitor.visit_map(Entries::new(self, &mut row)) {
            Ok(value) => match self.leave(&row) {
                Ok(()) => Ok(value),
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    }
}

/// What is read as something else is.
macro_rules! like {
    ($($method:ident)* => $like:ident) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.$like(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.token()? {
            Token::Text(text) => visitor.visit_borrowed_str(text),
            Token::NoText(bytes) => Reader::no_text(bytes, visitor),
            Token::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Token::Array(length) => {
                let row = self.enter(Kind::Values, length)?;
                self.values(row, visitor)
            }
            Token::Map(length) => {
                let row = self.enter(Kind::Entries, length)?;
                self.entries(row, visitor)
            }
            Token::Ext(ext) => visitor.visit_newtype_struct(ext.into_values()),
            Token::U8(value) => visitor.visit_u8(value),
            Token::U16(value) => visitor.visit_u16(value),
            Token::U32(value) => visitor.visit_u32(value),
            Token::U64(value) => visitor.visit_u64(value),
            Token::I8(value) => visitor.visit_i8(value),
            Token::I16(value) => visitor.visit_i16(value),
            Token::I32(value) => visitor.visit_i32(value),
            Token::I64(value) => visitor.visit_i64(value),
            Token::F32(value) => visitor.visit_f32(value),
            Token::F64(value) => visitor.visit_f64(value),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Unit => visitor.visit_unit(),
        }
    }

    like!(deserialize_bool deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_f32 deserialize_f64 => scalar);

    like!(deserialize_char deserialize_unit => deserialize_any);
    like!(deserialize_string => deserialize_str);
    like!(deserialize_byte_buf => deserialize_bytes);

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.short_text() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.short_bytes() {
            Some(bytes) => visitor.visit_borrowed_bytes(bytes),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_i128(self.wide()?)
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u128(self.wide()?.cast_unsigned())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.something() {
            Ok(true) => {
                let read = visitor.visit_some(&mut *self);
                self.turn_back();
                read
            }
            Ok(false) => visitor.visit_none(),
            Err(error) => Err(error),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.unit(&visitor) {
            Ok(()) => visitor.visit_unit(),
            Err(error) => Err(error),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == ext::NAME {
            return match self.ext() {
                Ok(ext) => visitor.visit_newtype_struct(ext.into_values()),
                Err(error) => Err(error),
            };
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.row_of_values(&visitor) {
            Ok(row) => self.values(row, visitor),
            Err(error) => Err(error),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.row_of_entries(&visitor) {
            Ok(row) => self.entries(row, visitor),
            Err(error) => Err(error),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.row(&visitor) {
            Ok(row) if row.kind == Kind::Entries => self.entries(row, visitor),
            Ok(row) => self.values(row, visitor),
            Err(error) => Err(error),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.variant() {
            Ok(variant) => {
                let read = visitor.visit_enum(Filling::new(self, variant));
                self.turn_back();
                read
            }
            Err(error) => Err(error),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(text) = self.short_text() {
            return visitor.visit_borrowed_str(text);
        }
        match self.token()?.widened() {
            Token::Text(text) => visitor.visit_borrowed_str(text),
            Token::NoText(bytes) => Reader::no_text(bytes, visitor),
            Token::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Token::U64(value) => visitor.visit_u64(value),
            Token::I64(value) => visitor.visit_i64(value),
            Token::F64(value) => visitor.visit_f64(value),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Unit => visitor.visit_unit(),
            token => Err(token.unexpected(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.skip() {
            Ok(()) => visitor.visit_unit(),
            Err(error) => Err(error),
        }
    }
}
