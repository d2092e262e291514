//! Bytes: what a message looks like between processes. Nothing here knows of actors.

pub(crate) mod bytes;
pub(crate) mod codec;
pub(crate) mod frame;
pub(crate) mod limits;
pub(crate) mod name;
pub(crate) mod pack;

pub use bytes::Bytes;
pub use codec::CodecError;
pub use name::WireId;
