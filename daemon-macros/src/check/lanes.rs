//! Who may hold the daemon while somebody else does.
//!
//! | `#[run]` | beside it |
//! |---|---|
//! | none | `&mut self` and `&self`; `concurrent` only with `&self` |
//! | `&self` | `&self` |
//! | `&mut self` | nothing |
//!
//! `#[init]` and `#[cleanup]` come before and after everything else, so they take part in none of this.

use crate::diagnostics::{pairing, signature};
use crate::model::{Access, Block, Handler, Method};
use crate::problems::Problems;

pub(super) fn check(block: &Block, problems: &mut Problems) {
    for handler in &block.handlers {
        match (block.runs.first(), handler.method.receiver.access) {
            (Some(run), _) if run.receiver.access == Access::Exclusive => {
                problems.report(pairing::handler_beside_exclusive_run(&handler.method, run));
            }
            (Some(run), Access::Exclusive) => beside_shared_run(&handler.method, run, problems),
            (None, Access::Exclusive) => concurrent(handler, problems),
            (_, Access::Shared | Access::None) => {}
        }
    }
}

fn beside_shared_run(handler: &Method, run: &Method, problems: &mut Problems) {
    problems.report(pairing::exclusive_handler_beside_run(handler, run));
}

fn concurrent(handler: &Handler, problems: &mut Problems) {
    if let Some(number) = handler.concurrent {
        problems.report(signature::concurrent_with_exclusive_receiver(&handler.method, number.span));
    }
}
