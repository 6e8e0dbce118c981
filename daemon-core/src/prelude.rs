//! Everything a file with a daemon in it needs: `use daemon_core::prelude::*;`.

pub use crate::{AnyEvent, App, BoxError, Context, Daemon, Event, Health, System};
pub use crate::{cleanup, daemon, defer, health, init, interval, message, on_ready, run, schedule, subscribe};

/// What handlers return: `Result`, `Result<T>`, or with an error type of your own `Result<T, E>`.
pub type Result<T = (), E = BoxError> = std::result::Result<T, E>;
