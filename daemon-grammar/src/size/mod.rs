//! Sizes of memory: a whole number and its unit, each 1024 of the one before.
//!
//! ```
//! use daemon_grammar::size;
//!
//! assert_eq!(size::parse("512MiB")?, 512 * 1024 * 1024);
//! assert_eq!(size::display(1536 * 1024 * 1024).to_string(), "1536MiB");
//! assert_eq!(size::rounded(67_423_437).to_string(), "64.3 MiB");
//! assert_eq!(size::parse("512 MB").unwrap_err().help(), "write \"512MiB\"");
//! # Ok::<(), size::SizeError>(())
//! ```
//!
//! Zero is a size (`0B`); where it makes no sense the caller refuses it.

mod error;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use error::Problem;
pub use error::SizeError;

/// The units, with their length in bytes.
const UNITS: [(&str, u64); 5] = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)];

/// Reads a size such as `512MiB`, in bytes.
///
/// # Errors
///
/// If it is not a whole number and a unit.
pub fn parse(text: &str) -> Result<u64, SizeError> {
    read(text).map_err(|(problem, range)| SizeError::new(problem, range, text))
}

fn read(text: &str) -> Result<u64, (Problem, Range<usize>)> {
    if text.is_empty() {
        return Err((Problem::Empty, 0..0));
    }
    if let Some(at) = text.find(' ') {
        return Err((Problem::Space, at..at + 1));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    if number.is_empty() {
        let first = text.chars().next().map_or(0, char::len_utf8);
        return Err((Problem::NotANumber, 0..first));
    }
    if unit.is_empty() {
        return Err((Problem::NoUnit, 0..text.len()));
    }
    if unit.starts_with(['.', ',']) {
        let fraction = unit[1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(unit.len() - 1);
        return Err((Problem::Fraction, 0..end + 1 + fraction));
    }
    let Some((_, length)) = UNITS.iter().find(|(known, _)| *known == unit) else {
        return Err((Problem::UnknownUnit, end..text.len()));
    };
    let bytes = number.parse::<u64>().ok().and_then(|count| count.checked_mul(*length));
    bytes.ok_or((Problem::TooLarge, 0..text.len()))
}

/// Writes a size in this grammar; [`parse`] gives the same size back.
#[must_use = "this is the text; nothing is printed"]
pub fn display(bytes: u64) -> impl fmt::Display {
    let whole = UNITS.iter().rev().find(|(_, length)| bytes > 0 && bytes.is_multiple_of(*length));
    let (unit, length) = whole.unwrap_or(&UNITS[0]);
    format!("{}{unit}", bytes / length)
}

/// Writes a size for people: in its largest unit, cut off after a tenth of it.
#[must_use = "this is the text; nothing is printed"]
pub fn rounded(bytes: u64) -> impl fmt::Display {
    let fits = UNITS.iter().rev().find(|(_, length)| bytes >= *length);
    let (unit, length) = fits.unwrap_or(&UNITS[0]);
    let tenths = u128::from(bytes) * 10 / u128::from(*length);
    if tenths.is_multiple_of(10) {
        format!("{} {unit}", tenths / 10)
    } else {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    }
}
