//! MessagePack, read from and written to bytes that are there.
//!
//! The format is that of the crate `rmp-serde`, byte for byte: structs are maps of their field
//! names, rows of `u8` are bytes, an enum is its variant's name, or a map of one entry from the
//! name to what is in it. What it reads is read here too.
//!
//! It is ours because of what the compiler makes of it. serde asks for code for each type that is
//! read or written, and an application has hundreds of messages. So all that does not depend on the
//! type stands in functions that are compiled once, in [`take`] and [`put`], and what does is a few
//! lines around them, in [`reader`] and [`writer`].
//!
//! Bytes of strangers can do no harm: values in one another are counted, and no room is made for
//! more than the bytes can hold.

mod access;
mod error;
mod ext;
mod put;
mod reader;
mod rows;
mod take;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use error::Error;
pub(crate) use put::Writer;
pub(crate) use take::Reader;
