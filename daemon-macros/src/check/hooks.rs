//! One of each hook, with the receiver it needs.

use crate::diagnostics::{pairing, signature};
use crate::model::{Access, Block, Method, Role};
use crate::problems::Problems;

pub(super) fn check(block: &Block, problems: &mut Problems) {
    for hooks in [&block.inits, &block.runs, &block.cleanups] {
        once(&hooks.iter().collect::<Vec<_>>(), problems);
    }
    let checks = block.handlers.iter().filter(|handler| matches!(handler.role, Role::Health(_)));
    once(&checks.map(|handler| &handler.method).collect::<Vec<_>>(), problems);
    for init in &block.inits {
        if init.receiver.access == Access::Shared {
            problems.report(signature::init_with_shared_receiver(init));
        }
    }
}

fn once(hooks: &[&Method], problems: &mut Problems) {
    for (at, again) in hooks.iter().enumerate() {
        for first in &hooks[..at] {
            problems.report_pair([&first.cfgs, &again.cfgs], pairing::hook_twice(again, first));
        }
    }
}
