//! From meaning to code. Nothing here can fail, and nothing here decides: what has an `if` in it lives in the runtime.

mod block;
mod cfg;
mod cleanup;
mod config;
mod declaration;
mod defer;
mod dispatch;
mod event;
mod fields;
mod health;
mod init;
mod interval;
mod message;
mod on_ready;
mod policy;
mod run;
mod schedule;
mod scope;
mod serve;
mod shim;
mod slots;
mod state;
mod structure;
mod stub;
mod subscribe;
mod table;
mod tokens;

pub(crate) use block::{block, item};
pub(crate) use event::event;
pub(crate) use structure::structure;
pub(crate) use stub::{stub_block, stub_declared, stub_structure};
