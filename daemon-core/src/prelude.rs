//! Everything a file with a daemon in it needs: `use daemon_core::prelude::*;`.

pub use crate::{BoxError, Context, Daemon, Event};

/// What handlers return: `Result`, `Result<T>`, or with an error type of your own `Result<T, E>`.
pub type Result<T = (), E = BoxError> = std::result::Result<T, E>;
