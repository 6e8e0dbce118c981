//! The wall clock in whole numbers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, rounded down.
pub(super) fn milliseconds(at: SystemTime) -> i64 {
    let whole = |length: Duration| i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
    match at.duration_since(UNIX_EPOCH) {
        Ok(since) => whole(since),
        Err(before) => {
            let before = before.duration();
            -whole(before) - i64::from(!before.subsec_nanos().is_multiple_of(1_000_000))
        }
    }
}

/// Seconds since 1970, rounded down.
pub(super) fn seconds(at: SystemTime) -> i64 {
    milliseconds(at).div_euclid(1_000)
}

/// The moment that is so many seconds after 1970.
pub(super) fn at(seconds: i64) -> SystemTime {
    let length = Duration::from_secs(seconds.unsigned_abs());
    let moment = if seconds < 0 { UNIX_EPOCH.checked_sub(length) } else { UNIX_EPOCH.checked_add(length) };
    moment.unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_and_rounded_down() {
        for seconds in [0, 1, -1, 1_774_742_400, -62_135_596_800] {
            assert_eq!((super::seconds(at(seconds)), milliseconds(at(seconds))), (seconds, seconds * 1_000));
        }
        let nanosecond = Duration::from_nanos(1);
        assert_eq!((seconds(at(5) + nanosecond), seconds(at(5) - nanosecond)), (5, 4));
        assert_eq!((milliseconds(at(0) - nanosecond), seconds(at(-5) - nanosecond)), (-1, -6));
    }
}
