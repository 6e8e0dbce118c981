//! Whether the run that this thread is polling waits for another daemon.
//!
//! Time spent in `publish` is not the handler's own and does not count towards its watchdog. So each such wait counts
//! itself while it lasts, in a number that belongs to the run and is on the thread only while that is polled.

use std::cell::Cell;

thread_local! {
    static WAITS: Cell<u32> = const { Cell::new(0) };
}

/// A wait for another daemon, from its first poll until this is dropped.
pub(crate) struct Waiting(());

impl Waiting {
    pub(crate) fn begin() -> Self {
        WAITS.set(WAITS.get().wrapping_add(1));
        Self(())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Outside any run, where nobody reads it, the number may be anything.
        WAITS.set(WAITS.get().wrapping_sub(1));
    }
}

/// Polls a run that had so many waits when its last poll ended; there are as many as `waits` says afterwards.
#[inline]
pub(crate) fn counting<R>(waits: &mut u32, poll: impl FnOnce() -> R) -> R {
    let others = WAITS.replace(*waits);
    let polled = poll();
    *waits = WAITS.replace(others);
    polled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_counts_its_own_waits_whatever_is_polled_between() {
        let (mut one, mut other) = (0, 0);
        let waiting = counting(&mut one, Waiting::begin);
        assert_eq!((one, other), (1, 0));
        let more = counting(&mut other, || (Waiting::begin(), Waiting::begin()));
        assert_eq!((one, other), (1, 2));
        counting(&mut one, || counting(&mut other, || drop(more)));
        assert_eq!((one, other), (1, 0));
        counting(&mut one, || drop(waiting));
        assert_eq!(one, 0);
    }
}
