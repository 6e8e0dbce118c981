//! Three services of a chat system, each written twice: by hand in plain tokio, and with the macros.
//!
//! - *User* keeps one client for each persona user.
//! - *Training* keeps messages of training rooms as examples, and tells when a batch of them is complete.
//! - *Room membership* keeps every user in the rooms that everybody is in.
//!
//! All three need *Data*, a small service that owns the store. Both versions share the [`store`], the [`events`] and the
//! [`clients`], log to `tracing`, and pass the same tests (`tests/parity`). [`lines`] counts what each takes.

use std::error::Error;

pub mod by_hand;
pub mod clients;
pub mod events;
pub mod lines;
pub mod store;
pub mod with_macros;

/// What handlers return, in both versions.
pub type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// How many examples make a batch.
pub const BATCH: u64 = 10;

/// The channels of the chat network that personas show up in.
pub const CHANNELS: [&str; 2] = ["presence", "typing"];
