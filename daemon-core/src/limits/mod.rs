//! What a daemon may use, and what it has used.
//!
//! | | |
//! |---|---|
//! | `throttle = "100/1m"` | how many runs of handlers may begin in any window |
//! | `limits(cpu = 0.5)` | the share of one core that the daemon's tasks may be polled for |
//! | `limits(memory = "512MiB")` | what it may hold; needs the feature `memory` and its allocator |
//! | `thread(priority = "low")` | a thread of its own |
//!
//! Memory is measured where a program says so, for all its daemons:
//!
//! ```
//! # #[cfg(feature = "memory")]
//! # {
//! #[global_allocator]
//! static MEMORY: daemon_core::limits::Accounting = daemon_core::limits::Accounting::new();
//! # }
//! ```
//!
//! Pure data and arithmetic: who is measured, and what follows, is `supervise`'s.

mod bounds;
mod busy;
mod memory;
mod meter;
mod rate;
mod share;
mod thread;
mod throttle;

pub use bounds::Limits;
#[cfg(feature = "memory")]
pub use daemon_alloc::Accounting;
pub(crate) use memory::{Purse, charge_nobody, is_measured};
pub(crate) use meter::Meter;
pub use rate::Rate;
pub(crate) use share::Budget;
pub use thread::ThreadPriority;
pub(crate) use throttle::Throttle;
