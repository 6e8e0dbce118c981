//! Rates: so many in a window of time.
//!
//! ```
//! use daemon_grammar::rate::{self, Rate};
//! use std::time::Duration;
//!
//! assert_eq!(rate::parse("100/1m")?, Rate { count: 100, window: Duration::from_secs(60) });
//! assert_eq!(rate::parse("100/1m")?.to_string(), "100/1m");
//! assert_eq!(rate::parse("100/m").unwrap_err().help(), "write \"100/1m\"");
//! # Ok::<(), rate::RateError>(())
//! ```

mod error;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use error::Problem;
pub use error::RateError;

use crate::duration;

/// How many, in how long. Neither is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// In how long.
    pub window: Duration,
}

/// Reads a rate such as `100/1m`.
///
/// # Errors
///
/// If it is not a whole number of at least one, a `/` and a [`duration`] that is not zero.
pub fn parse(text: &str) -> Result<Rate, RateError> {
    read(text).map_err(|(problem, range)| RateError::new(&problem, range, text))
}

fn read(text: &str) -> Result<Rate, (Problem, Range<usize>)> {
    if text.is_empty() {
        return Err((Problem::Empty, 0..0));
    }
    if let Some(at) = text.find(' ') {
        return Err((Problem::Space, at..at + 1));
    }
    let Some((number, window)) = text.split_once('/') else {
        return Err((Problem::NoWindow, 0..text.len()));
    };
    let at = number.len() + 1;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let count = match number.parse() {
        Ok(0) => return Err((Problem::Never, 0..number.len())),
        Ok(count) if digits => count,
        Err(_) if digits => return Err((Problem::TooMany, 0..number.len())),
        _ => return Err((Problem::NotANumber, 0..number.len())),
    };
    if !window.is_empty() && duration::parse(&format!("1{window}")).is_ok() && !starts_with_digit(window) {
        return Err((Problem::UnitAlone, at..text.len()));
    }
    match duration::parse(window) {
        Ok(window) if window.is_zero() => Err((Problem::NoTime, at..text.len())),
        Ok(window) => Ok(Rate { count, window }),
        Err(error) => {
            let range = error.range();
            Err((Problem::Window(error), at + range.start..at + range.end))
        }
    }
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, duration::display(self.window))
    }
}
