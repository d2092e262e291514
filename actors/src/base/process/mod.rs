//! Actors as processes: an admin that keeps the books, zygotes that double themselves into actor
//! processes, and links between all of them.

mod account;
pub(crate) mod admin;
pub(crate) mod beyond;
pub(crate) mod boot;
pub(crate) mod calls;
pub(crate) mod confluence;
pub(crate) mod doorway;
pub(crate) mod entry;
pub(crate) mod farewell;
pub(crate) mod folder;
pub(crate) mod greet;
pub(crate) mod host;
pub(crate) mod inbound;
pub(crate) mod join;
pub(crate) mod lane;
pub(crate) mod log;
mod lost;
pub(crate) mod network;
pub(crate) mod peer;
pub(crate) mod sys;
pub(crate) mod zygote;
