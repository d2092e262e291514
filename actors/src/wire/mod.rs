//! Bytes: what a message looks like between processes. Nothing here knows of actors.

pub(crate) mod codec;
pub(crate) mod frame;
pub(crate) mod limits;
pub(crate) mod name;

pub use codec::CodecError;
pub use name::WireId;
