//! The one handler that an exclusive loop has in hand.
//!
//! There it is the whole loop that is polled as one, so that a handler that does not suspend costs no more than the note of
//! its name. If the loop is pending within a handler, that is the one that is suspended.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Instant;

use crate::mailbox::counting;
use crate::supervise::Generation;
use crate::supervise::activity::Doing;

/// The key among those suspended of the handler in hand, from 1 and doubled, and one more if it waits for another daemon;
/// zero if it is not suspended. Only the generation's own task looks at it.
#[derive(Debug, Default)]
pub(crate) struct Held(AtomicUsize);

impl Generation {
    #[cold]
    fn hold(&self, doing: Doing, waits: bool) {
        let held = self.held.0.load(Ordering::Relaxed);
        let now = Instant::now();
        let key = match (held >> 1).checked_sub(1) {
            Some(key) => {
                self.runs.wait(key, now, waits);
                key
            }
            None => self.runs.suspend(doing, now, waits),
        };
        self.held.0.store(((key + 1) << 1) | usize::from(waits), Ordering::Relaxed);
        if !waits {
            self.keep_in_sight(key);
        }
    }

    /// Whether the handler in hand has suspended.
    #[inline]
    pub(in crate::supervise) fn is_held(&self) -> bool {
        self.held.0.load(Ordering::Relaxed) != 0
    }

    /// The handler in hand is over. Says when it had suspended for the first time, if it had.
    #[inline]
    pub(in crate::supervise) fn let_go(&self) -> Option<Instant> {
        if self.is_held() { self.release() } else { None }
    }

    #[cold]
    fn release(&self) -> Option<Instant> {
        let key = (self.held.0.swap(0, Ordering::Relaxed) >> 1).checked_sub(1)?;
        self.runs.end(key)
    }

    /// A run of the handler in `slot` is over that was timed from `began` on.
    #[cold]
    pub(in crate::supervise) fn timed(&self, slot: usize, began: Instant, suspended: bool) {
        let now = Instant::now();
        let (took, ended) = (now.saturating_duration_since(began), self.supervisor.age(now));
        self.unit.counter(slot).took(took, ended, suspended);
    }
}

pin_project! {
    /// A loop that has one handler in hand at a time.
    pub(crate) struct WatchedLoop<'a, F> {
        generation: &'a Generation,
        // How many waits for other daemons that handler has under way.
        waits: u32,
        #[pin]
        inner: F,
    }

    impl<F> PinnedDrop for WatchedLoop<'_, F> {
        fn drop(this: Pin<&mut Self>) {
            this.generation.let_go();
        }
    }
}

impl<'a, F> WatchedLoop<'a, F> {
    pub(crate) fn new(generation: &'a Generation, inner: F) -> Self {
        Self { generation, waits: 0, inner }
    }
}

impl<F: Future> Future for WatchedLoop<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let polled = counting(this.waits, || this.inner.poll(task));
        let waits = *this.waits > 0;
        if polled.is_pending()
            && let handler @ Doing::Handler(_) = this.generation.activity.get()
            && !this.generation.held.is(waits)
        {
            this.generation.hold(handler, waits);
        }
        polled
    }
}

impl Held {
    /// Whether the handler in hand is noted as suspended, and as waiting or not.
    fn is(&self, waits: bool) -> bool {
        let held = self.0.load(Ordering::Relaxed);
        held != 0 && held % 2 == usize::from(waits)
    }
}
