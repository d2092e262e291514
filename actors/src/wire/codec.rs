//! MessagePack: the bodies of messages.
//!
//! Structs are written as maps of their field names, so that a field may be added without breaking
//! a peer that does not know it; byte vectors are written as bytes.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    limits::max_message,
    pack::{Error, Reader, Writer},
};

/// Why a value could not be written for, or read from, another process.
#[derive(Debug, Clone, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum CodecError {
    /// The value refuses to be written.
    #[error("`{name}` could not be written: {reason}")]
    Unwritable {
        /// The wire name.
        name: String,
        /// What the serialiser says.
        reason: String,
    },
    /// The bytes are not such a value.
    #[error("the bytes are no `{name}`: {reason}")]
    Unreadable {
        /// The wire name.
        name: String,
        /// What the deserialiser says.
        reason: String,
    },
    /// The message is `#[message(local)]`: it stays in its process.
    #[error("`{name}` is a local message and can't leave its process; without `local` it could")]
    Local {
        /// The wire name.
        name: String,
    },
    /// The message is larger than a message may be.
    #[error("`{name}` has {size} bytes, and a message may have {limit}")]
    TooLarge {
        /// The wire name.
        name: String,
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
}

/// Appends `value` to `out`. On an error `out` may have grown; its caller cuts it.
///
/// # Errors
/// When the value refuses, or has more than [`max_message`] bytes.
pub(crate) fn write<T: Serialize>(
    name: &str,
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), CodecError> {
    let mut writer = Writer::new(out);
    let written = value.serialize(&mut writer);
    finished(name, &writer, written)
}

/// What became of a value.
fn finished(name: &str, writer: &Writer<'_>, written: Result<(), Error>) -> Result<(), CodecError> {
    let (size, limit) = (writer.written(), max_message());
    match written {
        Ok(()) if size <= limit => Ok(()),
        Ok(()) => Err(CodecError::TooLarge { name: name.to_owned(), size, limit }),
        Err(error) => {
            Err(CodecError::Unwritable { name: name.to_owned(), reason: error.to_string() })
        }
    }
}

/// Reads a `T` that `body` begins with.
///
/// # Errors
/// When the bytes are something else.
pub(crate) fn read<T: DeserializeOwned>(name: &str, body: &[u8]) -> Result<T, CodecError> {
    match T::deserialize(&mut Reader::new(body)) {
        Ok(value) => Ok(value),
        Err(error) => Err(unreadable(name, error)),
    }
}

#[cold]
#[expect(clippy::needless_pass_by_value, reason = "nothing is left to be dropped in each `read`")]
fn unreadable(name: &str, error: Error) -> CodecError {
    CodecError::Unreadable { name: name.to_owned(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Old {
        name: String,
    }

    #[derive(Serialize, serde::Deserialize, PartialEq, Debug)]
    struct New {
        name: String,
        #[serde(default)]
        age: u8,
    }

    #[test]
    fn a_field_may_be_added_without_breaking_either_side() {
        let mut body = Vec::new();
        write("New", &New { name: "ann".into(), age: 3 }, &mut body).expect("plain fields");
        assert_eq!(read::<Old>("Old", &body).expect("one field more"), Old { name: "ann".into() });

        body.clear();
        write("Old", &Old { name: "bob".into() }, &mut body).expect("plain fields");
        let new: New = read("New", &body).expect("one field less");
        assert_eq!(new, New { name: "bob".into(), age: 0 });
    }

    #[test]
    fn bytes_take_one_byte_each() {
        let mut body = Vec::new();
        write("bytes", &vec![200_u8; 100], &mut body).expect("bytes");
        assert!(body.len() < 110, "{} bytes", body.len());
        assert_eq!(read::<Vec<u8>>("bytes", &body).expect("bytes"), vec![200_u8; 100]);
    }
}
