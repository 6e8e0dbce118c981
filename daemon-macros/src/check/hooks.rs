//! One of each hook, with the receiver it needs.

use crate::diagnostics::{pairing, signature};
use crate::model::{Access, Block, Method};
use crate::problems::Problems;

pub(super) fn check(block: &Block, problems: &mut Problems) {
    for hooks in [&block.inits, &block.runs, &block.cleanups] {
        once(hooks, problems);
    }
    for init in &block.inits {
        if init.receiver.access == Access::Shared {
            problems.report(signature::init_with_shared_receiver(init.receiver.span));
        }
    }
}

/// Two of one hook may be alternatives under `#[cfg]`.
fn once(hooks: &[Method], problems: &mut Problems) {
    let Some((first, others)) = hooks.split_first() else { return };
    for again in others {
        if first.cfgs.is_empty() || again.cfgs.is_empty() {
            problems.report(pairing::hook_twice(again, first));
        }
    }
}
