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

mod alerts;
mod batch;
mod console;
mod database;
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

use daemon_core::App;

use crate::machine::Machine;
use crate::store::DatabaseFile;

fn main() -> ExitCode {
    if std::env::args_os().len() > 1 {
        eprintln!("usage: hostwatch\n\nIt takes no arguments. Set HOSTWATCH_DB to choose where the samples are kept.");
        return ExitCode::from(2);
    }
    // Samples and alerts go to standard output, what happens to the program goes to standard error.
    tracing_subscriber::fmt()
        .compact()
        .without_time()
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();

    // Without its database it is of no use: strict, so that this ends it.
    App::new().strict().provide(DatabaseFile::from_environment()).provide_with(Machine::this_one).main()
}
