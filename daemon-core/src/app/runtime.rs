//! What the runtime around a start must have, found out before anything is started.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::runtime::Handle;

/// What is wrong with the runtime that this is called on, and what to do about it.
pub(super) fn unfit() -> Option<&'static str> {
    if Handle::try_current().is_err() {
        return Some("there is no tokio runtime here: call it within `#[tokio::main]`, or use `App::main`");
    }
    // There is no other way to ask. The panic is tokio's; its message goes where panics go, and this one is returned.
    let timer = catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO)));
    timer.is_err().then_some("the tokio runtime here has no timers: call `.enable_all()` on its builder")
}

/// What `listen` gives, or what is wrong with the runtime if it panics for that.
pub(super) fn with_io<T>(listen: impl FnOnce() -> T) -> Result<T, &'static str> {
    let listening = catch_unwind(AssertUnwindSafe(listen));
    listening.map_err(|_| "the tokio runtime here has no IO, to hear signals with: call `.enable_all()` on its builder")
}
