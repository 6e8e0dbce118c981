//! The states of a daemon, the journal of them, and what may be known of either: no tasks.

mod events;
mod failure;
pub(crate) mod journal;
mod status;
mod wait;
mod why;

pub(crate) use events::{About, event_types, is_lifecycle};
pub use events::{DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStopped, HealthChanged};
pub(crate) use failure::in_full;
pub use failure::{Failure, FailureKind, Unavailable};
pub use status::Status;
pub(crate) use status::StatusSet;
pub use wait::WaitError;
pub(crate) use wait::{Standing, answer};
pub use why::{Reason, Why, WhyLink};
