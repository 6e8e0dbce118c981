//! Which daemons have become ready that an `#[on_ready]` waits for.

use super::control::{Control, Flag};
use crate::sync::atomic::{AtomicBool, Ordering};

/// One for each `#[on_ready]` of a daemon: its daemon has become ready, and that has not been seen to.
pub(crate) struct ReadySignals(Box<[AtomicBool]>);

impl ReadySignals {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count).map(|_| AtomicBool::new(false)).collect())
    }

    /// The daemon of the `index`th `#[on_ready]` is ready. Says whether that was signalled before and not seen to.
    pub(super) fn signal(&self, index: usize, control: &Control) -> bool {
        let waits = self.0[index].swap(true, Ordering::SeqCst);
        control.raise(Flag::READY);
        waits
    }

    /// Takes those that have come, by index.
    pub(super) fn take(&self, control: &Control) -> impl Iterator<Item = usize> + '_ {
        // Lowered first: what comes while the others are looked at raises it again.
        control.lower(Flag::READY);
        let come = self.0.iter().enumerate().filter(|(_, signal)| signal.swap(false, Ordering::SeqCst));
        come.map(|(index, _)| index)
    }
}
