//! Long-running background services without the boilerplate.

mod app;
mod catalog;
mod context;
mod daemon;
mod event;
mod graph;
mod lifecycle;
mod mailbox;
pub mod prelude;
mod resource;
mod supervise;
mod system;
#[cfg(feature = "testing")]
pub mod testing;
mod timer;
mod unknown;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use app::{App, CheckError, Plan, PlannedDaemon, Problem, Reference, RunError, StartError};
pub use context::Context;
pub use daemon::{Daemon, Declaration, Dependency, Need, Source};
pub use event::{Event, EventType, IntoEvent, Undelivered};
pub use lifecycle::{Failure, FailureKind, Status, Unavailable, WaitError};
pub use resource::MissingResource;
pub use supervise::{Cleaned, DaemonReport, Late, Leaks, ShutdownReport, Undrained};
pub use daemon_macros::{
    Event, cleanup, daemon, defer, health, init, interval, message, on_ready, run, schedule, subscribe,
};
pub use system::{CommandError, DaemonStatus, System};
pub use timer::TimerStatus;
pub use unknown::UnknownDaemon;

/// Any error, as handlers return it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;
