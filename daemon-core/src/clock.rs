//! The time of day, and arithmetic with instants that cannot fail, whatever a user writes.

#[cfg(all(feature = "schedule", feature = "testing"))]
pub(crate) mod driven;

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// `from + by`, or the end of time: a period of centuries is as good as never.
pub(crate) fn later(from: Instant, by: Duration) -> Instant {
    const AGES: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);
    from.checked_add(by).unwrap_or_else(|| from + AGES)
}

/// The time by which a blocked thread is blocked, which no test drives.
#[expect(clippy::disallowed_methods, reason = "this is the place that gives it to those who need it")]
pub(crate) fn real() -> std::time::Instant {
    std::time::Instant::now()
}

/// The time of day.
#[expect(clippy::disallowed_methods, reason = "this is the place that gives it to those who need it")]
pub(crate) fn wall() -> SystemTime {
    SystemTime::now()
}

/// The time of day that schedules and lines of the log go by: the wall clock's, or that of the test that this thread runs.
#[cfg(any(feature = "schedule", feature = "logging"))]
pub(crate) fn of_day() -> SystemTime {
    #[cfg(all(feature = "schedule", feature = "testing"))]
    if let Some(driven) = driven::now() {
        return driven;
    }
    wall()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_time_is_far_and_can_be_waited_for() {
        let now = Instant::now();
        assert_eq!(later(now, Duration::from_secs(1)), now + Duration::from_secs(1));
        assert!(later(now, Duration::MAX) > now + Duration::from_secs(60 * 60 * 24 * 365));
    }
}
