//! The loops in which a daemon's handlers run, one for each combination of receivers.
//!
//! | loop | receivers | at a time |
//! |---|---|---|
//! | [`serve_exclusive`] | any, none concurrent | one handler |
//! | [`serve_mixed`] | some `&self` handlers are `concurrent` | those together, or one other |
//! | [`serve_run_shared`] | `#[run](&self)` | `run` and, beside it, as above |
//! | [`serve_run`] | `#[run](&mut self)` | `run` |
//!
//! They are generic, so they are short: whatever does not name the daemon's type is in `intake` and `life`.

mod exclusive;
mod mixed;
mod run;
mod run_shared;

pub use exclusive::serve_exclusive;
pub use mixed::serve_mixed;
pub use run::serve_run;
pub use run_shared::serve_run_shared;

use super::Generation;
use super::activity::Doing;
use super::decide::Exit;
use crate::BoxError;
use crate::lifecycle::{Failure, FailureKind};

/// That a loop has come to its end; how was reported to the supervisor.
#[derive(Debug)]
pub struct Ended(());

/// `#[run]` has returned.
fn run_returned(generation: &Generation, outcome: Result<(), BoxError>) {
    let place = generation.place(Doing::Run);
    let exit = match outcome {
        Ok(()) if generation.is_stopping() => Exit::Stopped,
        Ok(()) => Exit::Completed,
        Err(error) => Exit::Failed(Failure::from_error(FailureKind::Run, &error).at(place)),
    };
    generation.ending(exit);
}
