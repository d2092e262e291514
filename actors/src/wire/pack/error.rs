//! Why a value could not be read or written.

use std::{fmt, str::Utf8Error};

use rmp::Marker;
use serde::{
    de::{Expected, Unexpected},
    ser,
};

/// Why a value could not be read or written: one pointer, so that results stay small.
pub(crate) struct Error(Box<Kind>);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("the bytes end within a value")]
    Ended,
    #[error("wrong msgpack marker {0:?}")]
    Marker(Marker),
    #[error("array had incorrect length, expected {0}")]
    Length(u32),
    #[error("string found to be invalid utf8: {0}")]
    NoText(Utf8Error),
    #[error("depth limit exceeded")]
    TooDeep,
    #[error("{0}")]
    Said(String),
}

impl Error {
    #[cold]
    fn new(kind: Kind) -> Self {
        Self(Box::new(kind))
    }

    pub(super) fn ended() -> Self {
        Self::new(Kind::Ended)
    }

    pub(super) fn marker(marker: Marker) -> Self {
        Self::new(Kind::Marker(marker))
    }

    pub(super) fn length(length: u32) -> Self {
        Self::new(Kind::Length(length))
    }

    pub(super) fn no_text(error: Utf8Error) -> Self {
        Self::new(Kind::NoText(error))
    }

    pub(super) fn too_deep() -> Self {
        Self::new(Kind::TooDeep)
    }

    pub(super) fn said(what: impl Into<String>) -> Self {
        Self::new(Kind::Said(what.into()))
    }

    /// Says that `found` stands where `expected` should.
    #[cold]
    pub(super) fn found(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::said(format!("invalid type: {found}, expected {expected}"))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {}

impl ser::Error for Error {
    #[cold]
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self::said(what.to_string())
    }
}

impl serde::de::Error for Error {
    #[cold]
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self::said(what.to_string())
    }
}
