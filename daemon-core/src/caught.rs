//! Runs what is not ours: a panic becomes text.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `action`; what it panics with is returned as text.
pub(crate) fn guard<R>(action: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(action)).map_err(|panic| message(panic.as_ref()))
}

/// What a panic said.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic without a message").to_owned()
}
