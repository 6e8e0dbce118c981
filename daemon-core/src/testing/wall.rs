//! The wall clock in tests (feature `schedule`).

use std::future::Future;
use std::time::{Duration, SystemTime};

use jiff::Zoned;

use super::advance;
use super::at_await::AtAwait;
use crate::clock::{driven, of_day};

/// The time of day by the test's clock, which [`advance`] moves as it moves everything else. A test begins at midnight UTC of
/// the first of January 2026, a Thursday.
pub fn wall() -> SystemTime {
    of_day()
}

/// Sets the wall clock to a moment of the past or the future, as an administrator or a time server does: nothing else moves.
/// Schedules notice it within a minute.
///
/// The moment is written with its offset and its zone: `2026-03-29T01:00:00+01:00[Europe/Berlin]`.
///
/// # Panics
///
/// If it is not written so, and outside [`run`](super::run).
#[track_caller]
pub fn set_wall(moment: &str) {
    match read(moment) {
        Ok(moment) => drive(moment),
        Err(complaint) => panic!("{complaint}"),
    }
}

/// The machine sleeps for so long: the wall clock goes on, and nothing else does.
///
/// # Panics
///
/// Outside [`run`](super::run).
#[track_caller]
pub fn suspend(length: Duration) {
    drive(wall() + length);
}

/// Moves the clock on until the wall clock shows `moment`, through everything that is due on the way, as [`advance`] does.
///
/// ```
/// # use daemon_core::prelude::*;
/// use daemon_core::testing::{self, TestApp, advance_to, set_wall};
///
/// #[daemon(register = false)]
/// struct Backup {
///     made: u64,
/// }
///
/// #[daemon]
/// impl Backup {
///     #[schedule("30 2 * * *", tz = "Europe/Berlin")]
///     fn nightly(&mut self) {
///         self.made += 1;
///     }
/// }
///
/// testing::run(async {
///     set_wall("2026-03-28T12:00:00+01:00[Europe/Berlin]");
///     let app = TestApp::of(App::empty().with::<Backup>()).start().await;
///
///     // In this night there is no half past two: clocks are put from two to three.
///     advance_to("2026-03-29T01:59:59+01:00[Europe/Berlin]").await;
///     assert_eq!(app.status("backup")?.timers[0].fired, 0);
///     advance_to("2026-03-29T03:00:00+02:00[Europe/Berlin]").await;
///     assert_eq!(app.status("backup")?.timers[0].fired, 1);
///     app.end().await;
///     Ok(())
/// })
/// # .map_err(|error: BoxError| error).unwrap();
/// ```
///
/// # Panics
///
/// If the moment is not written with its offset and its zone, or has passed; and outside [`run`](super::run).
pub fn advance_to(moment: &str) -> impl Future<Output = ()> + Send {
    AtAwait::new(async move {
        let to = read(moment)?;
        if driven::now().is_none() {
            return Err(NOT_DRIVEN.to_owned());
        }
        let left = to.duration_since(wall()).map_err(|_| format!("`{moment}` has passed: it is {}", shown()))?;
        advance(left).await;
        Ok(())
    })
}

const NOT_DRIVEN: &str = "only a test has a wall clock that can be set: `testing::run`";

fn read(moment: &str) -> Result<SystemTime, String> {
    match moment.parse::<Zoned>() {
        Ok(moment) => Ok(moment.timestamp().into()),
        Err(error) => {
            let help = "write it as `2026-03-29T01:00:00+01:00[Europe/Berlin]`";
            Err(format!("`{moment}` is not a moment: {error}; {help}"))
        }
    }
}

#[track_caller]
fn drive(to: SystemTime) {
    assert!(driven::now().is_some(), "{NOT_DRIVEN}");
    driven::set(to);
}

fn shown() -> String {
    jiff::Timestamp::try_from(wall()).map_or_else(|_| format!("{:?}", wall()), |now| now.to_string())
}
