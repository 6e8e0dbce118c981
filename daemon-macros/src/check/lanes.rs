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
        let beside_run = block.runs.iter().any(|run| beside(&handler.method, run, problems));
        if !beside_run && handler.method.receiver.access == Access::Exclusive {
            concurrent(handler, problems);
        }
    }
}

/// Whether the two cannot be together, whatever `#[cfg]` says. Reports it, and if they cannot be under some `#[cfg]`.
fn beside(handler: &Method, run: &Method, problems: &mut Problems) -> bool {
    let error = match (run.receiver.access, handler.receiver.access) {
        (Access::Exclusive, _) => pairing::handler_beside_exclusive_run(handler, run),
        (Access::Shared, Access::Exclusive) => pairing::exclusive_handler_beside_run(handler, run),
        (Access::Shared, Access::Shared | Access::None) | (Access::None, _) => return false,
    };
    problems.report_pair([&run.cfgs, &handler.cfgs], error);
    run.cfgs.is_empty() && handler.cfgs.is_empty()
}

fn concurrent(handler: &Handler, problems: &mut Problems) {
    if let Some(number) = handler.concurrent {
        problems.report(signature::concurrent_with_exclusive_receiver(&handler.method, number.span));
    }
}
