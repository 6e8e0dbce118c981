//! What somebody probably meant by a text that is not a duration, for the help line only.

use std::time::Duration;

use super::{UNITS, end_of, from_nanos};

/// Other ways to write a unit, in lower case.
const ALIASES: [(&str, &[&str]); 7] = [
    ("d", &["day", "days"]),
    ("h", &["hr", "hrs", "hour", "hours"]),
    ("m", &["min", "mins", "minute", "minutes"]),
    ("s", &["sec", "secs", "second", "seconds"]),
    ("ms", &["msec", "msecs", "milli", "millis", "millisecond", "milliseconds"]),
    ("us", &["\u{b5}s", "\u{3bc}s", "usec", "micro", "micros", "microsecond", "microseconds"]),
    ("ns", &["nsec", "nano", "nanos", "nanosecond", "nanoseconds"]),
];

/// Reads `text` generously: spaces, capitals, long unit names, fractions, any order.
pub(super) fn meant(text: &str) -> Option<Duration> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    let text = text.to_lowercase();
    let mut total: u128 = 0;
    let mut at = 0;
    while at < text.len() {
        let number = end_of(&text, at, |c| c.is_ascii_digit() || c == '.');
        let unit = end_of(&text, number, char::is_alphabetic);
        let part = nanos(&text[at..number], unit_length(&text[number..unit])?)?;
        total = total.checked_add(part)?;
        at = unit;
    }
    from_nanos(total).filter(|_| total > 0)
}

fn unit_length(written: &str) -> Option<u128> {
    let (unit, _) = ALIASES.iter().find(|(unit, others)| *unit == written || others.contains(&written))?;
    UNITS.iter().find(|(known, _)| known == unit).map(|(_, length)| *length)
}

/// `1.5` of `length`, if that is a whole number of nanoseconds.
fn nanos(number: &str, length: u128) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole = whole.parse::<u128>().ok()?.checked_mul(length)?;
    if fraction.is_empty() {
        return Some(whole);
    }
    let scale = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part = fraction.parse::<u128>().ok()?.checked_mul(length)?;
    (part % scale == 0).then(|| whole.checked_add(part / scale)).flatten()
}
