//! What threads meet at, in the parts that have models: the standard library's and tokio's own types, as a rule.
//!
//! The tests of a build with `--cfg shuttle` get shuttle's instead, which runs them one step at a time in an order that
//! it chooses and can repeat: that is how [`explore`] looks for an order in which something is lost, or sleeps for ever.

#[cfg(all(test, shuttle))]
mod explore;
#[cfg(all(test, shuttle))]
mod steps;

#[cfg(not(all(test, shuttle)))]
pub(crate) use {
    futures_util::task::AtomicWaker,
    std::sync::{Mutex, MutexGuard, atomic},
    std::thread_local,
    tokio::sync::{Notify, oneshot},
};

#[cfg(all(test, shuttle))]
pub(crate) use {
    explore::{exhaust, explore},
    shuttle::sync::{Mutex, MutexGuard, atomic},
    shuttle::thread_local,
    steps::{AtomicWaker, Notify, oneshot},
};
