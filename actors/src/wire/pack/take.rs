//! What is read, whatever its type: the next value as it is on the wire.

use std::str;

use rmp::Marker;
use serde::de::{Expected, Unexpected};

use super::{error::Error, ext::Ext};

/// What stands before fewer than 256 bytes.
const BIN8: u8 = Marker::Bin8.to_u8();

/// How many rows may stand in one another.
const LEVELS: u16 = 1023;

/// How many variants and options may be in one another: they need no row, but they need the stack.
const TURNS: u16 = 2048;

/// Reads values from bytes, and borrows from them what it can.
#[derive(Debug)]
pub(crate) struct Reader<'de> {
    pub(super) rest: &'de [u8],
    levels: u16,
    turns: u16,
}

/// The next value, or what stands before a row of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'de> {
    Unit,
    Bool(bool),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    F32(f32),
    F64(f64),
    Text(&'de str),
    /// What should be a text and is none.
    NoText(&'de [u8]),
    Bytes(&'de [u8]),
    Array(u32),
    Map(u32),
    Ext(Ext<'de>),
}

/// A row, or a map, that is being read.
#[derive(Debug)]
pub(super) struct Row<'de> {
    pub(super) kind: Kind,
    length: u32,
    pub(super) left: u32,
    /// Where each byte is a value: those that are left, and what comes after them.
    pub(super) bytes: Option<(&'de [u8], &'de [u8])>,
}

/// What is in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Values,
    Entries,
}

/// How the variant of an enum stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// Its name and nothing else.
    Alone,
    /// Its name, and what is in it.
    Filled,
}

impl<'de> Reader<'de> {
    /// Reads from `bytes`.
    pub(crate) const fn new(bytes: &'de [u8]) -> Self {
        Self { rest: bytes, levels: LEVELS, turns: TURNS }
    }

    pub(super) fn peek(&self) -> Result<Marker, Error> {
        let first = self.rest.first().ok_or_else(Error::ended)?;
        Ok(Marker::from_u8(*first))
    }

    fn marker(&mut self) -> Result<Marker, Error> {
        let (first, rest) = self.rest.split_first().ok_or_else(Error::ended)?;
        self.rest = rest;
        Ok(Marker::from_u8(*first))
    }

    pub(super) fn number<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (number, rest) = self.rest.split_first_chunk().ok_or_else(Error::ended)?;
        self.rest = rest;
        Ok(*number)
    }

    pub(super) fn bytes(&mut self, length: usize) -> Result<&'de [u8], Error> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or_else(Error::ended)?;
        self.rest = rest;
        Ok(bytes)
    }

    fn length8(&mut self) -> Result<u32, Error> {
        self.number().map(u8::from_be_bytes).map(u32::from)
    }

    fn length16(&mut self) -> Result<u32, Error> {
        self.number().map(u16::from_be_bytes).map(u32::from)
    }

    fn length32(&mut self) -> Result<u32, Error> {
        self.number().map(u32::from_be_bytes)
    }

    /// The next value.
    pub(super) fn token(&mut self) -> Result<Token<'de>, Error> {
        let marker = self.marker()?;
        Ok(match marker {
            Marker::Null => Token::Unit,
            Marker::False => Token::Bool(false),
            Marker::True => Token::Bool(true),
            Marker::FixPos(value) => Token::U8(value),
            Marker::FixNeg(value) => Token::I8(value),
            Marker::U8 => Token::U8(u8::from_be_bytes(self.number()?)),
            Marker::U16 => Token::U16(u16::from_be_bytes(self.number()?)),
            Marker::U32 => Token::U32(u32::from_be_bytes(self.number()?)),
            Marker::U64 => Token::U64(u64::from_be_bytes(self.number()?)),
            Marker::I8 => Token::I8(i8::from_be_bytes(self.number()?)),
            Marker::I16 => Token::I16(i16::from_be_bytes(self.number()?)),
            Marker::I32 => Token::I32(i32::from_be_bytes(self.number()?)),
            Marker::I64 => Token::I64(i64::from_be_bytes(self.number()?)),
            Marker::F32 => Token::F32(f32::from_be_bytes(self.number()?)),
            Marker::F64 => Token::F64(f64::from_be_bytes(self.number()?)),
            marker => self.longer(marker)?,
        })
    }

    /// A text of less than 32 bytes, as names are, if one stands there.
    #[inline]
    pub(super) fn short_text(&mut self) -> Option<&'de str> {
        let (head @ 0xa0..=0xbf, rest) = self.rest.split_first()? else { return None };
        let (bytes, rest) = rest.split_at_checked(usize::from(head & 0x1f))?;
        let text = str::from_utf8(bytes).ok()?;
        self.rest = rest;
        Some(text)
    }

    /// Fewer than 256 bytes, if they stand there.
    #[inline]
    pub(super) fn short_bytes(&mut self) -> Option<&'de [u8]> {
        let [BIN8, length, rest @ ..] = self.rest else { return None };
        let (bytes, rest) = rest.split_at_checked(usize::from(*length))?;
        self.rest = rest;
        Some(bytes)
    }

    /// The next value, where it has a length.
    fn longer(&mut self, marker: Marker) -> Result<Token<'de>, Error> {
        let length = match marker {
            Marker::FixStr(length) | Marker::FixArray(length) | Marker::FixMap(length) => {
                length.into()
            }
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Str8 | Marker::Bin8 | Marker::Ext8 => self.length8()?,
            Marker::Str16 | Marker::Bin16 | Marker::Array16 | Marker::Map16 | Marker::Ext16 => {
                self.length16()?
            }
            Marker::Str32 | Marker::Bin32 | Marker::Array32 | Marker::Map32 | Marker::Ext32 => {
                self.length32()?
            }
            marker => return Err(Error::marker(marker)),
        };
        Ok(match marker {
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                let bytes = self.bytes(length as usize)?;
                str::from_utf8(bytes).map_or(Token::NoText(bytes), Token::Text)
            }
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => Token::Array(length),
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => Token::Map(length),
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                Token::Bytes(self.bytes(length as usize)?)
            }
            _ => {
                let tag = i8::from_be_bytes(self.number()?);
                Token::Ext(Ext { tag, bytes: self.bytes(length as usize)? })
            }
        })
    }

    /// A row of values, or of entries, which is then left. `expected` is what is told where there
    /// is something else.
    pub(super) fn row(&mut self, expected: &dyn Expected) -> Result<Row<'de>, Error> {
        // As most messages begin.
        if let [head @ 0x80..=0x8f, rest @ ..] = self.rest {
            self.rest = rest;
            return self.enter(Kind::Entries, u32::from(head & 0x0f));
        }
        match self.token()? {
            Token::Array(length) => self.enter(Kind::Values, length),
            Token::Map(length) => self.enter(Kind::Entries, length),
            Token::Bytes(bytes) => {
                let bytes = Some((bytes, self.rest));
                Ok(Row { kind: Kind::Values, length: 0, left: 0, bytes })
            }
            token => Err(token.unexpected(expected)),
        }
    }

    /// A row of values alone.
    pub(super) fn row_of_values(&mut self, expected: &dyn Expected) -> Result<Row<'de>, Error> {
        match self.row(expected)? {
            Row { kind: Kind::Entries, length, .. } => Err(Token::Map(length).unexpected(expected)),
            row => Ok(row),
        }
    }

    /// A row of entries alone.
    pub(super) fn row_of_entries(&mut self, expected: &dyn Expected) -> Result<Row<'de>, Error> {
        match self.token()? {
            Token::Map(length) => self.enter(Kind::Entries, length),
            token => Err(token.unexpected(expected)),
        }
    }

    /// How the variant of an enum stands there, into which this goes; its name comes next.
    pub(super) fn variant(&mut self) -> Result<Variant, Error> {
        self.turn()?;
        match self.peek()? {
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => match self.token()? {
                Token::Map(1) => Ok(Variant::Filled),
                Token::Map(length) => Err(Error::length(length)),
                _ => Err(Error::ended()),
            },
            _ => Ok(Variant::Alone),
        }
    }

    /// Whether something stands there, into which this goes; nothing is read.
    pub(super) fn something(&mut self) -> Result<bool, Error> {
        if self.peek()? == Marker::Null {
            self.rest = &self.rest[1..];
            return Ok(false);
        }
        self.turn()?;
        Ok(true)
    }

    /// Nothing.
    pub(super) fn nil(&mut self) -> Result<(), Error> {
        match self.marker()? {
            Marker::Null => Ok(()),
            marker => Err(Error::marker(marker)),
        }
    }

    /// A struct that has nothing in it: nothing, or a row of none.
    pub(super) fn unit(&mut self, expected: &dyn Expected) -> Result<(), Error> {
        match self.token()? {
            Token::Unit | Token::Array(0) => Ok(()),
            token => Err(token.unexpected(expected)),
        }
    }

    /// An extension.
    pub(super) fn ext(&mut self) -> Result<Ext<'de>, Error> {
        let marker = self.peek()?;
        match self.token()? {
            Token::Ext(ext) => Ok(ext),
            _ => Err(Error::marker(marker)),
        }
    }

    /// A number of 128 bits: any number, or its bytes.
    pub(super) fn wide(&mut self) -> Result<i128, Error> {
        let marker = self.peek()?;
        Ok(match self.token()?.widened() {
            Token::U64(value) => value.into(),
            Token::I64(value) => value.into(),
            Token::Bytes(bytes) => {
                let bytes = bytes.try_into().map_err(|_| Error::length(16))?;
                i128::from_be_bytes(bytes)
            }
            _ => return Err(Error::marker(marker)),
        })
    }

    /// Goes past the next value. It needs no stack, however deep the value is.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let mut left = 1_u64;
        while left > 0 {
            left -= 1;
            match self.token()? {
                Token::Array(length) => left += u64::from(length),
                Token::Map(length) => left += 2 * u64::from(length),
                _ => {}
            }
        }
        Ok(())
    }

    /// Goes into a row.
    pub(super) fn enter(&mut self, kind: Kind, length: u32) -> Result<Row<'de>, Error> {
        self.levels = self.levels.checked_sub(1).ok_or_else(Error::too_deep)?;
        Ok(Row { kind, length, left: length, bytes: None })
    }

    /// Comes out of it.
    pub(super) fn leave(&mut self, row: &Row<'de>) -> Result<(), Error> {
        match row.bytes {
            Some((_, rest)) => self.rest = rest,
            None => self.levels += 1,
        }
        if row.left == 0 { Ok(()) } else { Err(Error::length(row.length - row.left)) }
    }

    /// Goes into a variant, or an option.
    fn turn(&mut self) -> Result<(), Error> {
        self.turns = self.turns.checked_sub(1).ok_or_else(Error::too_deep)?;
        Ok(())
    }

    /// Comes out of it.
    pub(super) fn turn_back(&mut self) {
        self.turns += 1;
    }
}

impl Token<'_> {
    /// The same, and numbers in the widest form that they have.
    pub(super) fn widened(self) -> Self {
        match self {
            Self::U8(value) => Self::U64(value.into()),
            Self::U16(value) => Self::U64(value.into()),
            Self::U32(value) => Self::U64(value.into()),
            Self::I8(value) => Self::I64(value.into()),
            Self::I16(value) => Self::I64(value.into()),
            Self::I32(value) => Self::I64(value.into()),
            Self::F32(value) => Self::F64(value.into()),
            other => other,
        }
    }

    /// Says that this stands where `expected` should.
    #[cold]
    pub(super) fn unexpected(self, expected: &dyn Expected) -> Error {
        let found = match self.widened() {
            Self::Unit => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(value),
            Self::U64(value) => Unexpected::Unsigned(value),
            Self::I64(value) => Unexpected::Signed(value),
            Self::F64(value) => Unexpected::Float(value),
            Self::Text(text) => Unexpected::Str(text),
            Self::NoText(bytes) | Self::Bytes(bytes) => Unexpected::Bytes(bytes),
            Self::Array(_) => Unexpected::Seq,
            Self::Map(_) => Unexpected::Map,
            _ => Unexpected::Other("extension"),
        };
        Error::found(found, expected)
    }
}
