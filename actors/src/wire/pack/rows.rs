//! Rows: values one after the other, whose number may not be known before, and which may turn out
//! to be bytes.

use serde::{
    Serialize,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

use super::{
    error::Error,
    put::{Bytes, Writer},
};

/// How far a row is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row {
    /// Its length stands before it.
    Counted,
    /// Its length will be put before it, at `start`.
    Uncounted { start: usize, values: usize },
    /// The first value will say whether it is a row of bytes.
    Undecided { start: usize, length: usize },
    /// It is one, and reaches to `end` so far.
    Bytes { end: usize },
}

impl Row {
    /// A row of `length` values, where that is known.
    pub(super) fn of(length: Option<usize>, writer: &mut Writer<'_>) -> Self {
        let start = writer.out.len();
        match length {
            Some(length) => {
                writer.array_of(length);
                Self::Counted
            }
            None => Self::Uncounted { start, values: 0 },
        }
    }

    /// The same of entries.
    fn of_entries(length: Option<usize>, writer: &mut Writer<'_>) -> Self {
        let start = writer.out.len();
        match length {
            Some(length) => {
                writer.map_of(length);
                Self::Counted
            }
            None => Self::Uncounted { start, values: 0 },
        }
    }

    /// A row that is written as bytes, if its first value is a `u8`.
    pub(super) fn perhaps_bytes(length: usize, writer: &mut Writer<'_>) -> Self {
        let start = writer.out.len();
        writer.array_of(length);
        writer.byte = None;
        writer.asked.set(false);
        Self::Undecided { start, length }
    }

    /// A value was written, or not.
    #[inline]
    pub(super) fn wrote(
        &mut self,
        written: Result<(), Error>,
        writer: &mut Writer<'_>,
    ) -> Result<(), Error> {
        match self {
            Self::Counted => written,
            Self::Uncounted { values, .. } => {
                *values += 1;
                written
            }
            Self::Bytes { end } if writer.byte.is_some() && writer.out.len() == *end + 1 => {
                writer.byte = None;
                *end += 1;
                written
            }
            Self::Bytes { .. } | Self::Undecided { .. } => self.decide(written, writer),
        }
    }

    /// Looks at what the first value was; or at one that is no byte, where the first was.
    fn decide(&mut self, written: Result<(), Error>, writer: &mut Writer<'_>) -> Result<(), Error> {
        let byte = writer.byte.take();
        if let Self::Undecided { start, length } = *self
            && written.is_ok()
        {
            *self = Self::Counted;
            if let Some(byte) = byte
                && writer.out.len() == start + head(length) + number(byte)
                && !writer.asked.get()
            {
                writer.out.truncate(start);
                writer.bytes_of(length);
                writer.out.push(byte);
                writer.bytes = Bytes::Bare;
                *self = Self::Bytes { end: writer.out.len() };
            }
            return Ok(());
        }
        self.close(writer);
        written.and(Err(Error::said("a row of bytes has something else in it")))
    }

    /// Ends the row: after its last value, or after a mistake.
    pub(super) fn close(&self, writer: &mut Writer<'_>) {
        if matches!(self, Self::Bytes { .. }) {
            writer.bytes = Bytes::Numbers;
        }
    }

    /// Puts the length before the row, where it was not known.
    pub(super) fn end(&self, writer: &mut Writer<'_>) {
        if let Self::Uncounted { start, values } = *self {
            writer.before(start, |writer| writer.array_of(values));
        }
        self.close(writer);
    }

    fn end_entries(&self, writer: &mut Writer<'_>) {
        if let Self::Uncounted { start, values } = *self {
            writer.before(start, |writer| writer.map_of(values / 2));
        }
    }
}

/// How many bytes stand before a row.
const fn head(length: usize) -> usize {
    match length {
        0..0x10 => 1,
        0x10..=0xffff => 3,
        _ => 5,
    }
}

/// How many bytes a `u8` has as a number.
const fn number(byte: u8) -> usize {
    if byte < 0x80 { 1 } else { 2 }
}

impl Writer<'_> {
    /// Puts what `write` writes before what was written since `start`.
    fn before(&mut self, start: usize, write: impl FnOnce(&mut Self)) {
        let end = self.out.len();
        write(self);
        let more = self.out.len() - end;
        self.out[start..].rotate_right(more);
    }
}

/// A row that is being written.
#[derive(Debug)]
pub(crate) struct Values<'w, 'a> {
    writer: &'w mut Writer<'a>,
    row: Row,
}

impl<'w, 'a> Values<'w, 'a> {
    pub(super) fn new(length: Option<usize>, writer: &'w mut Writer<'a>) -> Self {
        Self { row: Row::of(length, writer), writer }
    }

    pub(super) fn entries(length: Option<usize>, writer: &'w mut Writer<'a>) -> Self {
        Self { row: Row::of_entries(length, writer), writer }
    }
}

impl SerializeSeq for Values<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let written = value.serialize(&mut *self.writer);
        self.row.wrote(written, self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.row.end(self.writer);
        Ok(())
    }
}

impl SerializeMap for Values<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let written = key.serialize(&mut *self.writer);
        self.row.wrote(written, self.writer)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let written = value.serialize(&mut *self.writer);
        self.row.wrote(written, self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.row.end_entries(self.writer);
        Ok(())
    }
}

/// The rows whose length is always known need nothing but the writer.
macro_rules! counted {
    ($($row:ident::$method:ident($($key:ident)?)),*) => {$(
        impl $row for &mut Writer<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($key: &'static str,)?
                value: &T,
            ) -> Result<(), Error> {
                $(self.text($key);)?
                value.serialize(&mut **self)
            }

            fn end(self) -> Result<(), Error> {
                Ok(())
            }
        }
    )*};
}

counted!(
    SerializeTuple::serialize_element(),
    SerializeTupleStruct::serialize_field(),
    SerializeTupleVariant::serialize_field(),
    SerializeStruct::serialize_field(key),
    SerializeStructVariant::serialize_field(key)
);
