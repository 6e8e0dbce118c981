//! `ready = "manual"`: a daemon is ready once it is built and has said so, in either order.

use crate::sync::atomic::{AtomicU8, Ordering};

/// What has happened of the two.
#[derive(Debug, Default)]
pub(super) struct SaidReady(AtomicU8);

const BUILT: u8 = 1;
const SAID: u8 = 2;

impl SaidReady {
    /// `#[init]` has returned. Says whether the daemon had said before that it is ready.
    pub(super) fn initialised(&self) -> bool {
        self.0.fetch_or(BUILT, Ordering::SeqCst) & SAID != 0
    }

    /// The daemon says that it is ready. Says whether it is built, and this is the first time.
    pub(super) fn say(&self) -> bool {
        self.0.fetch_or(SAID, Ordering::SeqCst) == BUILT
    }
}
