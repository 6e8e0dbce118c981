//! Which daemon's exclusive handler this thread is polling.
//!
//! A daemon that waits for room in its own mailbox, or for its own answer, waits for itself. The runtime knows it has
//! such a call in hand because it marks the thread while it polls an exclusive handler. Child tasks, `#[run](&self)`
//! and concurrent handlers are polled unmarked: the daemon goes on while they wait.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

crate::sync::thread_local! {
    static CURRENT: Cell<u64> = const { Cell::new(0) };
}

/// Identifies a daemon of a system among all systems of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UnitKey(u64);

impl UnitKey {
    /// Of whatever is no daemon.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// Zero for none.
    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// The daemon one of whose exclusive handlers is being polled on this thread.
    pub(super) fn current() -> Option<Self> {
        Some(Self(CURRENT.with(Cell::get))).filter(|unit| *unit != Self::NONE)
    }

    /// Whether one of this daemon's exclusive handlers is being polled on this thread.
    pub(crate) fn is_current(self) -> bool {
        CURRENT.with(Cell::get) == self.0
    }
}

pin_project! {
    /// Polls a future as an exclusive handler of a daemon.
    pub(crate) struct Exclusively<F> {
        unit: UnitKey,
        #[pin]
        handler: F,
    }
}

impl<F> Exclusively<F> {
    pub(crate) fn new(unit: UnitKey, handler: F) -> Self {
        Self { unit, handler }
    }

    /// Without a unit the handler is polled unmarked.
    pub(crate) fn only_if(unit: Option<UnitKey>, handler: F) -> Self {
        Self { unit: unit.unwrap_or(UnitKey::NONE), handler }
    }
}

impl<F: Future> Future for Exclusively<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        /// Put back when the poll ends, by a panic too.
        struct Before(u64);
        impl Drop for Before {
            fn drop(&mut self) {
                CURRENT.with(|current| current.set(self.0));
            }
        }
        let this = self.project();
        let _before = Before(CURRENT.with(|current| current.replace(this.unit.0)));
        this.handler.poll(cx)
    }
}
