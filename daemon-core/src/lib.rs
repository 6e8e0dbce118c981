//! Long-running background services without the boilerplate.

mod context;
mod daemon;
mod event;
mod lifecycle;
mod mailbox;
pub mod prelude;
mod resource;
mod supervise;
mod timer;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use context::Context;
pub use daemon::{Daemon, Declaration, Dependency, Need, Source};
pub use event::{Event, EventType, IntoEvent, Undelivered};
pub use lifecycle::{Failure, FailureKind, Status, Unavailable, WaitError};
pub use resource::MissingResource;
pub use supervise::{Cleaned, DaemonReport, Late, Leaks, ShutdownReport, Undrained};
pub use timer::TimerStatus;

/// Any error, as handlers return it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;
