//! Cron expressions: five fields, or six with the seconds first.
//!
//! ```text
//!  ┌───────────── second         0-59, may be left out: 0
//!  │ ┌─────────── minute         0-59
//!  │ │ ┌───────── hour           0-23
//!  │ │ │ ┌─────── day of month   1-31
//!  │ │ │ │ ┌───── month          1-12 or JAN-DEC
//!  │ │ │ │ │ ┌─── day of week    0-7 or SUN-SAT; 0 and 7 are Sunday
//! 30 0 2 * * *
//! ```
//!
//! A field is `*`, a number, a range `8-18`, either of the ranges with a step, `*/15` or `8-18/2`, or a list of those:
//! `0,15-30,45`. Names of months and weekdays have three letters, and case does not count. Instead of fields there may be
//! one of `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly`.
//!
//! ```
//! use daemon_grammar::cron;
//!
//! let nightly = cron::parse("0 2 * * MON-FRI")?;
//! assert!(nightly.is_day(31, 12, 4) && !nightly.is_day(31, 12, 6));
//! assert_eq!(cron::parse("0 0 30 2 *").unwrap_err().to_string(), "February has no day 30");
//! # Ok::<(), cron::CronError>(())
//! ```
//!
//! # Days
//!
//! A day has to be in both the days of the month and the days of the week if one of the two fields begins with `*`.
//! Otherwise it is enough to be in either: `0 0 13 * FRI` is every 13th and every Friday. This is how cron has always
//! done it, down to `*/2` being a field that begins with `*`.
//!
//! # What is refused
//!
//! Whatever could only be a mistake: a range that goes backwards, a step that leads out of its range at once, a step after
//! a single number, which others read in two ways, and dates that no year has.

mod error;
mod field;
mod possible;
mod set;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use error::CronError;
use error::Problem;
use field::{Field, Unit};
pub use set::Set;

/// What can be written instead of fields, and what it stands for.
const SHORTHANDS: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// A cron expression: at which times, by the clock and the calendar of a place, something happens. There is at least one
/// day in forty years on which it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cron {
    second: Field,
    minute: Field,
    hour: Field,
    day: Field,
    month: Field,
    weekday: Field,
}

/// Reads a cron expression such as `0 2 * * *`, `*/10 * * * * *` or `@daily`.
pub fn parse(text: &str) -> Result<Cron, CronError> {
    read(text).map_err(|(problem, range)| CronError::new(&problem, range, text))
}

type Wrong = (Problem, Range<usize>);

fn read(text: &str) -> Result<Cron, Wrong> {
    let words = words(text);
    match &words[..] {
        [] => Err((Problem::Empty, 0..text.len())),
        [word, ..] if text[word.clone()].starts_with('@') => shorthand(text, &words),
        [minute, hour, day, month, weekday] => fields(text, None, [minute, hour, day, month, weekday]),
        [second, minute, hour, day, month, weekday] => fields(text, Some(second), [minute, hour, day, month, weekday]),
        [_, _, _, _, _, _, first, .., last] => Err((Problem::Fields(words.len()), first.start..last.end)),
        [_, _, _, _, _, _, seventh] => Err((Problem::Fields(words.len()), seventh.clone())),
        [.., last] => Err((Problem::Fields(words.len()), last.end..last.end)),
    }
}

/// Where the words of `text` are.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        match words.last_mut() {
            Some(word) if word.end == at => word.end += c.len_utf8(),
            _ => words.push(at..at + c.len_utf8()),
        }
    }
    words
}

fn shorthand(text: &str, words: &[Range<usize>]) -> Result<Cron, Wrong> {
    let word = words[0].clone();
    if let [_, second, ..] = words {
        return Err((Problem::AfterShorthand, second.start..text.trim_end().len()));
    }
    let known = SHORTHANDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&text[word.clone()]));
    let (_, meaning) = known.ok_or((Problem::UnknownShorthand, word))?;
    read(meaning)
}

fn fields(text: &str, second: Option<&Range<usize>>, others: [&Range<usize>; 5]) -> Result<Cron, Wrong> {
    let [minute, hour, day, month, weekday] = others;
    let second = second.map_or(Ok(Field::ZERO), |second| field::read(text, second, Unit::Second))?;
    let cron = Cron {
        second,
        minute: field::read(text, minute, Unit::Minute)?,
        hour: field::read(text, hour, Unit::Hour)?,
        day: field::read(text, day, Unit::Day)?,
        month: field::read(text, month, Unit::Month)?,
        weekday: field::read(text, weekday, Unit::Weekday)?,
    };
    match possible::why_never(&cron) {
        Some(never) => Err((Problem::Never(never), day.clone())),
        None => Ok(cron),
    }
}

impl Cron {
    /// The seconds of the minutes.
    pub fn seconds(&self) -> Set {
        self.second.values
    }

    /// The minutes of the hours.
    pub fn minutes(&self) -> Set {
        self.minute.values
    }

    /// The hours of the days.
    pub fn hours(&self) -> Set {
        self.hour.values
    }

    /// The months, from 1.
    pub fn months(&self) -> Set {
        self.month.values
    }

    /// Whether it happens on this day; months and days are counted from 1, weekdays from Sunday, which is 0.
    pub fn is_day(&self, day: u8, month: u8, weekday: u8) -> bool {
        let of_month = self.day.values.contains(day);
        let of_week = self.weekday.values.contains(weekday);
        let is_day = if self.day.starred || self.weekday.starred { of_month && of_week } else { of_month || of_week };
        is_day && self.month.values.contains(month)
    }

    /// Whether it names times of the day, as `30 2 * * *` does. If not, it is a rhythm: a `*` or a step is in its hours,
    /// minutes or seconds. The two differ where clocks are put forward or back.
    pub fn is_fixed(&self) -> bool {
        ![self.second, self.minute, self.hour].iter().any(|field| field.starred || field.stepped)
    }
}
