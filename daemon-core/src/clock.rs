//! The time of day, and arithmetic with instants that cannot fail, whatever a user writes.

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
