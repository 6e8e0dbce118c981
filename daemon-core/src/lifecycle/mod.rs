//! The states of a daemon and what may be known of them: pure data, no tasks.

mod failure;
mod status;
mod wait;

pub(crate) use failure::in_full;
pub use failure::{Failure, FailureKind, Unavailable};
pub use status::Status;
pub(crate) use status::StatusSet;
pub use wait::WaitError;
pub(crate) use wait::{Standing, answer};
