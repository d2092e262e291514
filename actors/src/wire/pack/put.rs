//! What is written, whatever its type: numbers, texts, bytes, and what stands before a row.

use std::cell::Cell;

use rmp::Marker;

/// Appends values to bytes.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    pub(super) out: &'a mut Vec<u8>,
    /// Where it began.
    start: usize,
    /// The last value, if it was nothing but a `u8`.
    pub(super) byte: Option<u8>,
    /// How a `u8` is written.
    pub(super) bytes: Bytes,
    /// Whether a value wanted to know if people will read it.
    pub(super) asked: Cell<bool>,
}

/// How a `u8` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    /// As every number.
    Numbers,
    /// As it is: the length stands before all of them.
    Bare,
}

impl<'a> Writer<'a> {
    /// Appends to `out`.
    pub(crate) fn new(out: &'a mut Vec<u8>) -> Self {
        let start = out.len();
        Self { out, start, byte: None, bytes: Bytes::Numbers, asked: Cell::new(false) }
    }

    /// How many bytes were written.
    pub(crate) fn written(&self) -> usize {
        self.out.len() - self.start
    }

    #[inline]
    pub(super) fn marker(&mut self, marker: Marker) {
        self.out.push(marker.to_u8());
    }

    /// A marker and what follows it, in one piece.
    #[inline]
    pub(super) fn number<const N: usize>(&mut self, marker: Marker, bytes: [u8; N]) {
        self.out.reserve(1 + N);
        self.out.push(marker.to_u8());
        self.out.extend_from_slice(&bytes);
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the arm says that it fits")]
    pub(super) fn unsigned(&mut self, value: u64) {
        match value {
            0..0x80 => self.out.push(value as u8),
            0x80..=0xff => self.number(Marker::U8, [value as u8]),
            0x100..=0xffff => self.number(Marker::U16, (value as u16).to_be_bytes()),
            0x1_0000..=0xffff_ffff => self.number(Marker::U32, (value as u32).to_be_bytes()),
            _ => self.number(Marker::U64, value.to_be_bytes()),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the arm says that it fits")]
    pub(super) fn signed(&mut self, value: i64) {
        match value {
            0.. => self.unsigned(value.cast_unsigned()),
            -0x20.. => self.marker(Marker::FixNeg(value as i8)),
            -0x80.. => self.number(Marker::I8, (value as i8).to_be_bytes()),
            -0x8000.. => self.number(Marker::I16, (value as i16).to_be_bytes()),
            -0x8000_0000.. => self.number(Marker::I32, (value as i32).to_be_bytes()),
            _ => self.number(Marker::I64, value.to_be_bytes()),
        }
    }

    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        match text.len() {
            #[expect(clippy::cast_possible_truncation, reason = "the arm says that it fits")]
            length @ 0..0x20 => {
                self.out.reserve(1 + length);
                self.marker(Marker::FixStr(length as u8));
            }
            length => self.length(length, [Some(Marker::Str8), Some(Marker::Str16)], Marker::Str32),
        }
        self.out.extend_from_slice(text.as_bytes());
    }

    #[inline]
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.bytes_of(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    /// What stands before so many bytes.
    #[inline]
    pub(super) fn bytes_of(&mut self, length: usize) {
        self.length(length, [Some(Marker::Bin8), Some(Marker::Bin16)], Marker::Bin32);
    }

    /// What stands before so many values.
    #[inline]
    pub(super) fn array_of(&mut self, length: usize) {
        match length {
            #[expect(clippy::cast_possible_truncation, reason = "the arm says that it fits")]
            0..0x10 => self.marker(Marker::FixArray(length as u8)),
            _ => self.length(length, [None, Some(Marker::Array16)], Marker::Array32),
        }
    }

    /// What stands before so many entries of a key and a value.
    #[inline]
    pub(super) fn map_of(&mut self, length: usize) {
        match length {
            #[expect(clippy::cast_possible_truncation, reason = "the arm says that it fits")]
            0..0x10 => self.marker(Marker::FixMap(length as u8)),
            _ => self.length(length, [None, Some(Marker::Map16)], Marker::Map32),
        }
    }

    /// What stands before what is in a variant.
    pub(super) fn variant(&mut self, name: &str) {
        self.map_of(1);
        self.text(name);
    }

    /// A length with the shortest of the markers that has room for it: one byte, two, or four.
    #[expect(clippy::cast_possible_truncation, reason = "no message has 4 GiB")]
    pub(super) fn length(&mut self, length: usize, shorter: [Option<Marker>; 2], longest: Marker) {
        match (length, shorter) {
            (0..=0xff, [Some(marker), _]) => self.number(marker, [length as u8]),
            (0..=0xffff, [_, Some(marker)]) => {
                self.number(marker, (length as u16).to_be_bytes());
            }
            _ => self.number(longest, (length as u32).to_be_bytes()),
        }
    }
}
