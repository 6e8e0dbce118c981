//! Durations: one or more whole numbers, each with its unit, the longest unit first, nothing in between.
//!
//! ```
//! use daemon_grammar::duration;
//! use std::time::Duration;
//!
//! assert_eq!(duration::parse("1h30m")?, Duration::from_secs(5400));
//! assert_eq!(duration::display(Duration::from_millis(1500)).to_string(), "1s500ms");
//! assert_eq!(duration::parse("5 sec").unwrap_err().help(), "write \"5s\"");
//! # Ok::<(), duration::DurationError>(())
//! ```
//!
//! Zero is a duration (`0s`); where it makes no sense the caller refuses it.

mod error;
mod repair;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;
use std::time::Duration;

pub use error::DurationError;
use error::Problem;

/// The units, longest first, with their length in nanoseconds.
const UNITS: [(&str, u128); 7] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// Reads a duration such as `5s`, `100ms` or `1h30m`.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    read(text).map_err(|(problem, range)| DurationError::new(problem, range, text))
}

fn read(text: &str) -> Result<Duration, (Problem, Range<usize>)> {
    if text.is_empty() {
        return Err((Problem::Empty, 0..0));
    }
    let mut total: u128 = 0;
    let mut next_unit = 0;
    let mut at = 0;
    while at < text.len() {
        let digits = at..end_of(text, at, |c| c.is_ascii_digit());
        let unit = digits.end..end_of(text, digits.end, char::is_alphabetic);
        if digits.is_empty() {
            return Err((Problem::Stray, at..at + width_at(text, at)));
        }
        if unit.is_empty() {
            return Err(no_unit(text, digits));
        }
        let Some(index) = UNITS.iter().position(|(known, _)| *known == &text[unit.clone()]) else {
            return Err((Problem::UnknownUnit, unit));
        };
        if index < next_unit {
            return Err((Problem::Order, unit));
        }
        next_unit = index + 1;
        total = text[digits.clone()]
            .parse::<u128>()
            .ok()
            .and_then(|count| count.checked_mul(UNITS[index].1))
            .and_then(|length| total.checked_add(length))
            .filter(|total| *total <= Duration::MAX.as_nanos())
            .ok_or((Problem::TooLong, digits.start..unit.end))?;
        at = unit.end;
    }
    from_nanos(total).ok_or((Problem::TooLong, 0..text.len()))
}

/// Why no unit follows the number in `digits`.
fn no_unit(text: &str, digits: Range<usize>) -> (Problem, Range<usize>) {
    match text[digits.end..].chars().next() {
        None => (Problem::NoUnit, digits),
        Some('.' | ',') => {
            let end = end_of(text, digits.end + 1, |c| c.is_ascii_digit());
            (Problem::Fraction, digits.start..end)
        }
        Some(_) => (Problem::Stray, digits.end..digits.end + width_at(text, digits.end)),
    }
}

/// The first place from `start` on where `belongs` no longer holds.
fn end_of(text: &str, start: usize, belongs: impl Fn(char) -> bool) -> usize {
    text[start..].find(|c| !belongs(c)).map_or(text.len(), |length| start + length)
}

fn width_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

fn from_nanos(nanos: u128) -> Option<Duration> {
    let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
    let rest = u32::try_from(nanos % 1_000_000_000).ok()?;
    Some(Duration::new(seconds, rest))
}

/// Writes a duration in this grammar; [`parse`] gives the same duration back.
#[must_use = "this is the text; nothing is printed"]
pub fn display(duration: Duration) -> impl fmt::Display {
    Written(duration)
}

struct Written(Duration);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.as_nanos();
        if rest == 0 {
            return f.write_str("0s");
        }
        for (unit, length) in UNITS {
            if rest >= length {
                write!(f, "{}{unit}", rest / length)?;
                rest %= length;
            }
        }
        Ok(())
    }
}
