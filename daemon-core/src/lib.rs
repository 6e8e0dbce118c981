//! Long-running background services without the boilerplate.
//!
//! A *daemon* is a struct with `#[daemon]` on it and on one `impl` block. Attributes on its methods say when they run; the
//! runtime starts daemons in dependency order, feeds them, keeps the failure of one from the others, and stops them in
//! reverse.
//!
//! ```no_run
//! use std::process::ExitCode;
//! use daemon_core::prelude::*;
//!
//! #[derive(Event)]
//! struct Beat(u64);
//!
//! /// Beats once a second.
//! #[daemon]
//! struct Heart {
//!     beats: u64,
//! }
//!
//! #[daemon]
//! impl Heart {
//!     #[interval("1s")]
//!     async fn beat(&mut self, ctx: &Context) -> Result {
//!         self.beats += 1;
//!         Ok(ctx.publish(Beat(self.beats)).await?)
//!     }
//! }
//!
//! fn main() -> ExitCode {
//!     App::new().main()
//! }
//! ```
//!
//! # Where to look
//!
//! - Attributes: [`macro@daemon`] for the struct and the impl block, [`macro@subscribe`], [`macro@interval`],
//!   [`macro@schedule`], [`macro@defer`], [`macro@on_ready`], [`macro@message`], [`macro@health`], [`macro@init`],
//!   [`macro@run`], [`macro@cleanup`], and the derive [`macro@Event`].
//! - [`Context`] is what handlers reach, [`App`] what a program is put together with, [`System`] what runs, [`Status`]
//!   where a daemon is in its life.
//! - `testing`, with the feature of that name: an app by itself, under a clock that the test moves.
//!
//! # What a handler can count on
//!
//! - Handlers of one daemon run one at a time, in the order in which their events were published by one publisher, also
//!   across event types; `concurrent = N` on a `&self` handler is the exception that is asked for.
//! - An event is delivered to every daemon that is subscribed and running, or `publish` says to whom it was not.
//! - `#[init]` runs when every dependency is Running. If it returned, `#[cleanup]` runs exactly once.
//! - A panic ends its daemon and nothing else. A timer never overlaps itself and never outlives its daemon.
//!
//! # Features
//!
//! | feature | adds | default |
//! |---|---|---|
//! | `logging` | `Logs`, a layer for `tracing-subscriber`: the last lines of each daemon in memory, and a level of its own for each, for a while; brings that crate with its registry and nothing else | no |
//! | `schedule` | `#[schedule]`, and `Schedule` to look ahead in; compiles in the rules of the world's time zones | no |
//! | `config` | settings from files, environment and code over what attributes declare, `#[config]` fields, `System::reload`; brings in serde's traits and a TOML parser | no |
//! | `remote` | `#[message(remote)]` and `System::send`: messages by name, with JSON; brings in serde's traits and `serde_json` | no |
//! | `sqlite` | `SqliteJournal`, which keeps the journal in a file, and `JournalReader`; compiles SQLite, which takes a C compiler | no |
//! | `memory` | what each daemon holds of memory, and `limits(memory = …)`, in programs whose allocator is `limits::Accounting` | no |
//! | `metrics` | `App::export_metrics`: what daemons did, for any exporter of the `metrics` facade, which it brings in | no |
//! | `systemd` | `App::run` and its like tell systemd: `READY`, `STATUS`, `RELOADING`, `WATCHDOG`, `STOPPING`; SIGHUP reloads | no |
//! | `testing` | the test kit; for `dev-dependencies` | no |
//!
//! # Platforms
//!
//! Linux is the home. macOS and Windows build and run the same; on Windows the signals are Ctrl-C and the console's close.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod app;
mod catalog;
mod caught;
mod clock;
mod config;
mod context;
mod daemon;
mod event;
mod graph;
mod health;
mod lifecycle;
pub mod limits;
#[cfg(feature = "logging")]
mod logging;
mod mailbox;
mod message;
mod metrics;
#[cfg(doctest)]
mod pages;
pub mod prelude;
mod resource;
mod span;
mod state;
mod supervise;
mod sync;
mod system;
#[cfg(all(unix, feature = "systemd"))]
mod systemd;
#[cfg(not(all(unix, feature = "systemd")))]
#[path = "systemd/absent.rs"]
mod systemd;
#[cfg(feature = "testing")]
pub mod testing;
mod timer;
mod unknown;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use app::{App, CheckError, Plan, PlannedDaemon, Problem, Reference, RunError, StartError};
#[cfg(feature = "config")]
pub use config::{ConfigChange, ConfigEffect, ConfigError, ConfigMistake, ConfigPlace};
pub use context::{Context, HandlerError};
pub use daemon::{
    Backoff, Daemon, Declaration, Dependency, Need, OnDependencyFailure, OnError, OnExhausted, OnUnhealthy, Readiness,
    Restart, RestartPolicy, Source,
};
pub use daemon_macros::{
    Event, cleanup, daemon, defer, health, init, interval, message, on_ready, run, schedule, subscribe,
};
pub use event::{AnyEvent, Event, EventType, Events, IntoEvent, Publishing, Undelivered};
pub use health::{Detail, Finding, Grade, Health, HealthLevel};
pub use lifecycle::journal::{
    Actor, Cause, Command, Durable, History, Journal, JournalError, Record, Retry, Run, What,
};
#[cfg(feature = "sqlite")]
pub use lifecycle::journal::{JournalFileError, JournalReader, RunEnd, Select, SqliteJournal, StoredRun};
pub use lifecycle::{
    DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStopped, Failure, FailureKind, HealthChanged,
    Reason, Status, Unavailable, WaitError, Why, WhyLink,
};
#[cfg(feature = "logging")]
pub use logging::{Followed, LogLevel, LogLine, LogQuery, LogStream, Logs, SystemLogs};
pub use mailbox::NotTaken;
pub use message::{Ask, AskError, Handle, Priority, Tell, TryAsk};
#[cfg(feature = "remote")]
pub use message::{IntoArguments, Response, SendError};
pub use metrics::{Counter, DaemonMetrics, Gauge, HandlerMetrics, LeftOut, Metrics, RunTimes, Totals};
pub use resource::MissingResource;
pub use state::{Published, StateEnded, StateWatcher, Stateful};
pub use supervise::given::{Heard, HeardWith, Ticked, TickedWith};
pub use supervise::{Cleaned, DaemonReport, HandlerStatus, Late, Leaks, ShutdownReport, Undrained};
#[cfg(feature = "remote")]
pub use system::Sending;
pub use system::{CommandError, DaemonHealth, DaemonStatus, StartOptions, System, SystemHealth};
#[cfg(feature = "config")]
pub use system::{Reload, ReloadError};
pub use timer::TimerStatus;
#[cfg(feature = "schedule")]
pub use timer::{Schedule, ScheduleError};
pub use unknown::{DaemonError, UnknownDaemon};

/// Any error, as handlers return it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;
