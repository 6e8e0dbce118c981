//! What a daemon may use, and what it has used.
//!
//! Pure data and arithmetic: who is measured, and what follows, is `supervise`'s.

mod busy;
mod meter;
mod rate;
mod thread;
mod throttle;

pub(crate) use meter::Meter;
pub use rate::Rate;
pub use thread::ThreadPriority;
pub(crate) use throttle::Throttle;
