//! Handlers that take too long, and threads that are blocked.
//!
//! Two things are watched, by two clocks.
//!
//! A *stall* is a handler that has not finished within its watchdog. It is suspended, so the clock is tokio's, which a
//! test drives. A run is noted when it suspends for the first time ([`runs`]), and one task of the supervisor
//! ([`keeper`]) wakes when the first of those noted would be over its time. A run that does not suspend costs nothing
//! but a branch, and while none is suspended there is no timer.
//!
//! *Blocking* is a poll that does not return. Whoever blocks may be blocking every worker there is, and does so by the
//! wall clock. So it takes a thread of its own to see it ([`seats`]), one for the process, which sleeps while nothing is
//! polled. It looks at threads, of which there are few, and not at daemons, of which there may be many.

mod blocking;
mod held;
mod keeper;
mod noted;
mod runs;
mod seats;
mod standing;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub(super) use blocking::Sighting;
pub(super) use held::{Held, WatchedLoop};
pub(super) use keeper::Watch;
pub(super) use noted::Watched;
pub(super) use runs::Runs;
pub(super) use seats::{Seated, enlist, seated};
