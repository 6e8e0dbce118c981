//! What an operator can change without a build: files, environment, code.
//!
//! What daemons and the app go by is [`Settings`] and [`AppSettings`]: what attributes and the program declare, changed by
//! what [`Layers`] say, one after the other. Each value remembers its [place](ConfigPlace), so that a mistake is told where
//! it was made. Every mistake is looked for, and all of them are told together.
//!
//! ```text
//! Sources ── read ──► Layers ── on top of what is declared ──► Settings of each daemon, AppSettings
//! (files, environment, calls)                                        │
//!                                              difference ◄──────────┴── those that are in force
//! ```
//!
//! *Options* are the keys of `[daemon.<name>]` and are all in one table, `options`; those of `[app]` are in `app_options`.
//! A *section* is `[daemon.<name>.config]`: what the daemon's own code reads, of whatever type it likes. Nothing here knows
//! of tasks.

mod settings;

#[cfg(feature = "config")]
mod app_options;
#[cfg(feature = "config")]
mod difference;
#[cfg(feature = "config")]
mod environment;
#[cfg(feature = "config")]
mod file;
#[cfg(feature = "config")]
mod handlers;
#[cfg(feature = "config")]
mod layers;
#[cfg(feature = "config")]
mod mistake;
#[cfg(feature = "config")]
mod options;
#[cfg(feature = "config")]
mod place;
#[cfg(feature = "config")]
mod read;
#[cfg(feature = "config")]
mod section;
#[cfg(feature = "config")]
mod sources;
#[cfg(all(test, feature = "config"))]
mod tests;
#[cfg(feature = "config")]
mod timers;
#[cfg(feature = "config")]
mod value;

#[cfg(any(feature = "config", feature = "schedule"))]
pub(crate) use settings::Timing;
pub(crate) use settings::{AppSettings, Settings};

#[cfg(feature = "config")]
pub use difference::{ConfigChange, ConfigEffect};
#[cfg(feature = "config")]
pub(crate) use difference::{app_changes, daemon_changes};
#[cfg(feature = "config")]
pub(crate) use handlers::{HandlerKind, NamedHandler};
#[cfg(feature = "config")]
pub(crate) use layers::{Layers, NamedTimer, Subject, Words};
#[cfg(feature = "config")]
pub use mistake::ConfigMistake;
#[cfg(feature = "config")]
pub(crate) use mistake::Mistake;
#[cfg(feature = "config")]
pub use place::ConfigPlace;
#[cfg(feature = "config")]
pub use section::{Absent, ConfigError, ConfigField, ConfigNeed, WithoutDefault};
#[cfg(feature = "config")]
pub(crate) use section::{Section, read as read_section};
#[cfg(feature = "config")]
pub(crate) use sources::Sources;
