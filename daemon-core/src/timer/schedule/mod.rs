//! Timers that go by the calendar (feature `schedule`).
//!
//! Without the feature there is nothing here that could be made: no expression, no zone, and no code for them.
//!
//! | file | is |
//! |---|---|
//! | `local` | when an expression is true next, by the clock and the calendar of one place: pure |
//! | `zone` | when that is, in a zone whose clocks are put forward and back |
//! | `expression` | [`Schedule`]: both together, for everybody |
//! | `calendar` | when one timer fires next, whatever is done to the wall clock: pure |
//! | `almanac` | what the generations of a daemon share of that, and what operators see |
//! | `timetable` | what the attribute says |

#[cfg(feature = "schedule")]
mod almanac;
#[cfg(feature = "schedule")]
mod calendar;
#[cfg(feature = "schedule")]
mod done;
#[cfg(feature = "schedule")]
mod error;
#[cfg(feature = "schedule")]
mod expression;
#[cfg(feature = "schedule")]
mod local;
#[cfg(not(feature = "schedule"))]
mod off;
#[cfg(feature = "schedule")]
mod timetable;
#[cfg(feature = "schedule")]
mod wall;
#[cfg(feature = "schedule")]
mod zone;

#[cfg(feature = "schedule")]
pub(crate) use almanac::{Almanac, Turn};
#[cfg(feature = "schedule")]
pub use error::ScheduleError;
#[cfg(feature = "schedule")]
pub use expression::Schedule;
#[cfg(not(feature = "schedule"))]
pub use off::Timetable;
#[cfg(not(feature = "schedule"))]
pub(crate) use off::{Almanac, Turn};
#[cfg(feature = "schedule")]
pub use timetable::{MissedTime, Timetable};

/// What a schedule that was due has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Struck {
    /// Whether it fires.
    pub(crate) fires: bool,
    /// Whether it does so more than a second after its time.
    pub(crate) late: bool,
    /// How many times were left out because the daemon was busy.
    pub(crate) skipped: u64,
}
