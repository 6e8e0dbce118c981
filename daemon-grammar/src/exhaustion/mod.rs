//! What follows when a daemon's restarts are spent: `fail`, or `retry_every(5m)`.
//!
//! ```
//! use daemon_grammar::exhaustion::{self, Exhaustion};
//! use std::time::Duration;
//!
//! assert_eq!(exhaustion::parse("fail"), Ok(Exhaustion::Fail));
//! assert_eq!(exhaustion::parse("retry_every(5m)"), Ok(Exhaustion::RetryEvery(Duration::from_secs(300))));
//! assert_eq!(exhaustion::parse("retry_every(5 m)").unwrap_err().help(), "write \"retry_every(5m)\"");
//! ```

mod error;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::time::Duration;

pub use error::ExhaustionError;
use error::Problem;

use crate::duration;

/// `fail`
const FAIL: &str = "fail";

/// `retry_every`
const RETRY_EVERY: &str = "retry_every";

/// What the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhaustion {
    /// `fail`: that is all.
    Fail,
    /// `retry_every(5m)`: another try each time so much has gone by. Never zero.
    RetryEvery(Duration),
}

/// Reads `fail` or `retry_every(5m)`.
///
/// # Errors
///
/// If it is neither, or how often is not a [`duration`], or zero.
pub fn parse(text: &str) -> Result<Exhaustion, ExhaustionError> {
    read(text).map_err(|(problem, range)| ExhaustionError::new(&problem, range, text))
}

fn read(text: &str) -> Result<Exhaustion, (Problem, Range<usize>)> {
    if text == FAIL {
        return Ok(Exhaustion::Fail);
    }
    let Some(rest) = text.strip_prefix(RETRY_EVERY) else { return Err((Problem::Unknown, 0..text.len())) };
    if rest.is_empty() {
        return Err((Problem::NotHowOften, text.len()..text.len()));
    }
    let Some(inside) = rest.strip_prefix('(') else { return Err((Problem::Unknown, 0..text.len())) };
    let start = RETRY_EVERY.len() + 1;
    let Some(length) = inside.find(')') else { return Err((Problem::Open, text.len()..text.len())) };
    let end = start + length;
    if end + 1 < text.len() {
        return Err((Problem::Stray, end + 1..text.len()));
    }
    match duration::parse(&text[start..end]) {
        Ok(pause) if pause.is_zero() => Err((Problem::Zero, start..end)),
        Ok(pause) => Ok(Exhaustion::RetryEvery(pause)),
        Err(error) => {
            let range = error.range();
            Err((Problem::Duration(error), start + range.start..start + range.end))
        }
    }
}
