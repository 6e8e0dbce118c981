//! The text forms that the macros and the runtime of `daemon-core` must agree on.
//!
//! A duration in an attribute is read by the compiler, the same duration in a configuration file by the running
//! program. Both use this crate, so there is one grammar and no string that one side takes and the other refuses.
//! It depends on nothing and knows nothing of either side: text in, value out, or an error that carries the byte
//! range it is about, so that a compiler can draw a caret and a program can name a column.
//!
//! - [`cron`]: `0 2 * * MON-FRI`, `*/10 * * * * *`, `@daily`
//! - [`duration`]: `5s`, `100ms`, `1h30m`
//! - [`exhaustion`]: `fail`, `retry_every(5m)`
//! - [`name`]: names of daemons and timers (`user-monitoring`), topics of events (`chat.user.created`) and
//!   patterns of topics (`chat.*`)
//! - [`rate`]: `100/1m`, `5/1h30m`
//! - [`size`]: `512MiB`, `64KiB`
//! - [`zone`]: `Europe/Berlin`, `UTC`
//! - [`nearest()`]: the known name somebody probably meant

pub mod cron;
pub mod duration;
pub mod exhaustion;
pub mod name;
mod nearest;
pub mod rate;
pub mod size;
mod wrong;
pub mod zone;

pub use nearest::nearest;
