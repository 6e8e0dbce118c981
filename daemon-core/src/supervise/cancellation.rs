//! What `cancelled()` waits for.

use std::pin::pin;

use crate::sync::Notify;
use crate::sync::atomic::{AtomicBool, Ordering};

/// Whether a generation is to stop, and who waits for that.
pub(super) struct Cancellation {
    cancelled: AtomicBool,
    waiting: Notify,
}

impl Cancellation {
    pub(super) fn new() -> Self {
        Self { cancelled: AtomicBool::new(false), waiting: Notify::new() }
    }

    /// From now on it is cancelled. Who waits already is told by [`wake`](Self::wake).
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
    }

    /// Tells those who wait.
    pub(super) fn wake(&self) {
        self.waiting.notify_waiters();
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    pub(super) async fn cancelled(&self) {
        let mut told = pin!(self.waiting.notified());
        // Asks to be told before it looks: whoever cancels after the look tells it.
        told.as_mut().enable();
        if !self.is_cancelled() {
            told.await;
        }
    }
}
