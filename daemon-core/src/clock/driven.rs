//! A wall clock that a test sets and tokio's clock moves.
//!
//! It is that of a thread, as the runtime is under which `testing::run` runs a test: whatever belongs to the test is polled
//! there.

use std::cell::Cell;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// What it was set to, and when.
#[derive(Clone, Copy)]
struct Driven {
    set_to: SystemTime,
    at: Instant,
}

thread_local! {
    static DRIVEN: Cell<Option<Driven>> = const { Cell::new(None) };
}

/// What it shows, if there is a test.
pub(crate) fn now() -> Option<SystemTime> {
    let Driven { set_to, at } = DRIVEN.get()?;
    set_to.checked_add(at.elapsed())
}

/// Sets it, and leaves tokio's clock as it is.
pub(crate) fn set(to: SystemTime) {
    DRIVEN.set(Some(Driven { set_to: to, at: Instant::now() }));
}

/// The time at which every test begins: midnight UTC of the first of January 2026, a Thursday.
pub(crate) const BEGINNING: Duration = Duration::from_secs(1_767_225_600);

/// Until it is dropped, this thread has such a clock.
pub(crate) struct Drive;

impl Drive {
    pub(crate) fn begin() -> Self {
        set(SystemTime::UNIX_EPOCH + BEGINNING);
        Self
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        DRIVEN.set(None);
    }
}
