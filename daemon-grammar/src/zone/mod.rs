//! Names of time zones, as the IANA has them: `Europe/Berlin`, `UTC`.
//!
//! ```
//! use daemon_grammar::zone;
//!
//! assert!(zone::check("Europe/Berlin").is_ok());
//! assert_eq!(zone::check("Berlin").unwrap_err().help(), "did you mean \"Europe/Berlin\"?");
//! ```
//!
//! What is here are names and nothing else, so that a compiler can tell whether one is known. The rules behind them are in
//! the database that a program brings along.

mod error;
#[cfg(test)]
mod tests;

pub use error::ZoneError;

/// One a line, sorted by their bytes: those of the database of 2026e, links included.
const NAMES: &str = include_str!("names.txt");

/// All names, sorted by their bytes.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.lines()
}

/// Whether `name` is that of a zone. Case counts.
pub fn check(name: &str) -> Result<(), ZoneError> {
    if names().any(|known| known == name) { Ok(()) } else { Err(ZoneError::unknown(name)) }
}
