//! From syntax to meaning: one file for each attribute.
//!
//! What cannot be read is reported and left out of the model, and reading goes on.

mod block;
mod cfg_attr;
mod cleanup;
mod daemon_ref;
mod declaration;
mod defer;
mod description;
mod event;
mod fields;
mod health;
mod init;
mod interval;
mod message;
mod method;
mod on_ready;
mod policy;
mod run;
mod schedule;
mod signature;
mod structure;
mod subscribe;
mod timer;
mod value;

pub(crate) use block::block;
pub(crate) use event::event;
pub(crate) use structure::structure;
