//! What the supervisor tells a generation.

use std::task::Waker;

use crate::sync::AtomicWaker;
use crate::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// One thing a generation may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flag(u32);

impl Flag {
    /// Begin nothing new, and end.
    pub(crate) const STOP: Self = Self(1);
    /// Handle what is queued before that.
    pub(crate) const DRAIN: Self = Self(1 << 1);
    /// Another daemon has become ready.
    pub(crate) const READY: Self = Self(1 << 2);
    /// The time to become ready is up.
    pub(crate) const START_OVERDUE: Self = Self(1 << 3);
    /// The time for the handler in hand is up.
    pub(crate) const CUT: Self = Self(1 << 4);
    /// The time for `#[cleanup]` is up.
    pub(crate) const END: Self = Self(1 << 5);

    /// The daemon is Running.
    pub(crate) const RUNNING: Self = Self(1 << 7);

    /// There are orders about handlers given at run time.
    pub(crate) const ORDERS: Self = Self(1 << 6);

    /// A test wants it dead.
    #[cfg(feature = "testing")]
    pub(crate) const KILL: Self = Self(1 << 31);

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The flags that are raised, and the task to wake when another is.
#[derive(Debug, Default)]
pub(crate) struct Control {
    raised: AtomicU32,
    /// The task has been polled since somebody asked: time may have gone by.
    polled: AtomicBool,
    task: AtomicWaker,
}

impl Control {
    /// Raises `flags` and wakes the generation's task.
    pub(crate) fn raise(&self, flags: Flag) {
        self.raised.fetch_or(flags.0, Ordering::SeqCst);
        self.task.wake();
    }

    /// Raises `flags` for the task that says so itself, and looks at them before it rests: it need not be woken for that,
    /// which would have it polled once more, and by another worker.
    pub(crate) fn raise_for_itself(&self, flags: Flag) {
        self.raised.fetch_or(flags.0, Ordering::SeqCst);
    }

    /// Lowers `flags`, which has been seen to.
    pub(crate) fn lower(&self, flags: Flag) {
        self.raised.fetch_and(!flags.0, Ordering::SeqCst);
    }

    /// Whether nothing at all is raised.
    pub(crate) fn is_quiet(&self) -> bool {
        self.raised.load(Ordering::Acquire) == 0
    }

    /// Whether nothing is raised and the task has not been polled anew: there is nothing to look at.
    pub(crate) fn is_unchanged(&self) -> bool {
        self.is_quiet() && !self.polled.load(Ordering::Relaxed)
    }

    /// Whether any of `flags` is raised.
    pub(crate) fn has(&self, flags: Flag) -> bool {
        self.raised.load(Ordering::Acquire) & flags.0 != 0
    }

    /// The task to wake; to be called before looking at the flags.
    pub(crate) fn register(&self, task: &Waker) {
        self.polled.store(true, Ordering::Relaxed);
        self.task.register(task);
    }

    /// Whether the task has been polled anew since this was asked last. For the task itself.
    pub(crate) fn is_new_poll(&self) -> bool {
        let polled = self.polled.load(Ordering::Relaxed);
        if polled {
            self.polled.store(false, Ordering::Relaxed);
        }
        polled
    }
}
