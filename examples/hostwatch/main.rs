//! Watches this machine: samples it every second, keeps the samples in a SQLite file, and raises alerts.
//!
//! `cargo run` starts it, Ctrl-C ends it. The samples are in `hostwatch.db` in the directory for temporary files, or where
//! `HOSTWATCH_DB` says.
//!
//! ```text
//! sampler ──Sampled──► alerts ──AlertRaised, AlertCleared──► console
//!    │                                                         ▲
//!    └──────Sampled──► recorder ──Batch──► store ──────Pruned──┘
//! ```
//!
//! Whoever publishes starts after those who listen and stops before them, so that nothing is lost at either end.
//!
//! The terminal has what is worth a line. What daemons say in detail is kept in memory, and shown when one of them returns an
//! error or fails: what it did just before (`explainer`).
//!
//! Under systemd it says when it is ready, how it is, and that it is alive; `Type=notify`, and `WatchdogSec=` if you like:
//! `systemd-run --user -p Type=notify -p WatchdogSec=30s target/debug/hostwatch`.

mod alerts;
mod batch;
mod console;
mod database;
mod explainer;
mod host;
mod machine;
mod open_error;
mod recorder;
mod records;
mod sample;
mod sampler;
mod store;
#[cfg(test)]
mod tests;
mod threshold;

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use daemon_core::{App, Logs};
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::prelude::*;

use crate::machine::Machine;
use crate::store::DatabaseFile;

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        eprintln!("usage: hostwatch\n\nIt takes no arguments. Set HOSTWATCH_DB to choose where the samples are kept.");
        return ExitCode::from(2);
    }
    // Samples and alerts go to standard output, what happens to the program goes to standard error.
    let terminal = tracing_subscriber::fmt::layer()
        .compact()
        .without_time()
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .with_filter(LevelFilter::INFO);
    let logs = Logs::new();
    logs.set_default_level(Level::DEBUG);
    tracing_subscriber::registry().with(terminal).with(logs.layer()).init();

    // Without its database it is of no use: strict, so that this ends it.
    let app = App::new().strict().provide(logs);
    app.provide(DatabaseFile::from_environment()).provide_with(Machine::this_one).main()
}
