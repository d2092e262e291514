//! The words: what actors are made of and how they are spoken to. How they run is above.

pub(crate) mod address;
pub(crate) mod any;
pub(crate) mod ask;
pub(crate) mod capability;
pub(crate) mod clock;
pub(crate) mod context;
pub(crate) mod error;
pub(crate) mod family;
pub(crate) mod host;
pub(crate) mod id;
pub(crate) mod local;
pub(crate) mod message;
pub(crate) mod notes;
pub(crate) mod options;
pub(crate) mod recipient;
pub(crate) mod registered;
pub(crate) mod remote;
pub(crate) mod reply;
pub(crate) mod rules;
pub(crate) mod status;
pub(crate) mod std_messages;
pub(crate) mod system;
pub(crate) mod tell;
pub(crate) mod time;
pub(crate) mod traits;
pub(crate) mod written;
