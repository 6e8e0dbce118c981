//! What `cancelled()` waits for.

use std::pin::pin;
use std::sync::{Arc, PoisonError};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Mutex, MutexGuard, Notify};

/// Whether a generation is to stop, and who waits for that.
pub(super) struct Cancellation {
    cancelled: AtomicBool,
    /// Most daemons never wait: this is made for the first that does.
    waiting: Mutex<Option<Arc<Notify>>>,
}

impl Cancellation {
    pub(super) fn new() -> Self {
        Self { cancelled: AtomicBool::new(false), waiting: Mutex::new(None) }
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Arc<Notify>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on it is cancelled. Who waits already is told by [`wake`](Self::wake).
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::SeqCst);
    }

    /// Tells those who wait. Their wakers are the user's: nothing is locked meanwhile.
    pub(super) fn wake(&self) {
        let waiting = self.waiting().clone();
        if let Some(waiting) = waiting {
            waiting.notify_waiters();
        }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    pub(super) async fn cancelled(&self) {
        if self.is_cancelled() {
            return;
        }
        let waiting = Arc::clone(self.waiting().get_or_insert_with(|| Arc::new(Notify::new())));
        let mut told = pin!(waiting.notified());
        // Asks to be told before it looks: whoever cancels after the look tells it.
        told.as_mut().enable();
        if !self.is_cancelled() {
            told.await;
        }
    }
}
