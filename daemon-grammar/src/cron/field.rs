//! One field of a cron expression.

use std::ops::Range;

use super::error::Problem;
use super::{Set, Wrong};

/// Which field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Weekday,
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Unit {
    /// The least and the greatest number.
    pub(super) fn bounds(self) -> (u8, u8) {
        match self {
            Self::Second | Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::Day => (1, 31),
            Self::Month => (1, 12),
            Self::Weekday => (0, 7),
        }
    }

    /// What `*` stands for: Sunday is not there twice.
    fn all(self) -> (u8, u8) {
        if self == Self::Weekday { (0, 6) } else { self.bounds() }
    }

    /// Names of its numbers, beginning with the least.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Month => &MONTHS,
            Self::Weekday => &WEEKDAYS,
            Self::Second | Self::Minute | Self::Hour | Self::Day => &[],
        }
    }
}

/// The values of a field, and how they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) values: Set,
    /// It begins with `*`.
    pub(super) starred: bool,
    /// There is a step in it.
    pub(super) stepped: bool,
}

impl Field {
    /// What is left out.
    pub(super) const ZERO: Self = Self { values: Set::of(0), starred: false, stepped: false };
}

/// Reads the field at `place`.
pub(super) fn read(text: &str, place: &Range<usize>, unit: Unit) -> Result<Field, Wrong> {
    let written = &text[place.clone()];
    let mut field = Field { values: Set::default(), starred: written.starts_with('*'), stepped: false };
    let mut at = place.start;
    for item in written.split(',') {
        let place = at..at + item.len();
        at = place.end + 1;
        field.stepped |= item.contains('/');
        field.values.join(item_values(text, place, unit)?);
    }
    Ok(field)
}

/// The values of one item of a list.
fn item_values(text: &str, place: Range<usize>, unit: Unit) -> Result<Set, Wrong> {
    let item = &text[place.clone()];
    if item.is_empty() {
        return Err((Problem::Missing(unit), place));
    }
    let Some(slash) = item.find('/') else {
        let (first, last) = range(text, place, unit)?.bounds();
        return Ok(stepping(first, last, 1, unit));
    };
    let (before, after) = (place.start..place.start + slash, place.start + slash + 1..place.end);
    let (first, last) = match range(text, before, unit)? {
        Span::Range(first, last) => (first, last),
        Span::Single(first) => return Err((Problem::StepOfOne(unit, first), place)),
    };
    let step = step(text, after)?;
    if step > u32::from(last - first) {
        return Err((Problem::LongStep(unit, first), place));
    }
    Ok(stepping(first, last, step, unit))
}

/// From `first` to `last`, on the circle of the unit.
fn stepping(first: u8, last: u8, step: u32, unit: Unit) -> Set {
    let mut values = Set::default();
    let step = usize::try_from(step).unwrap_or(usize::MAX);
    for value in (first..=last).step_by(step) {
        // The other name of Sunday.
        values.insert(if unit == Unit::Weekday { value % 7 } else { value });
    }
    values
}

/// What stands before a step.
enum Span {
    Single(u8),
    Range(u8, u8),
}

impl Span {
    fn bounds(self) -> (u8, u8) {
        match self {
            Self::Single(only) => (only, only),
            Self::Range(first, last) => (first, last),
        }
    }
}

/// `*`, `5` or `5-9`.
fn range(text: &str, place: Range<usize>, unit: Unit) -> Result<Span, Wrong> {
    let span = &text[place.clone()];
    if span == "*" {
        let (first, last) = unit.all();
        return Ok(Span::Range(first, last));
    }
    let Some(dash) = span.find('-') else { return number(text, place, unit).map(Span::Single) };
    let (before, after) = (place.start..place.start + dash, place.start + dash + 1..place.end);
    let first = number(text, before, unit)?;
    let last = match number(text, after.clone(), unit)? {
        // A week may end with its Sunday, whatever that is called.
        0 if unit == Unit::Weekday && first > 0 && text[after].eq_ignore_ascii_case("SUN") => 7,
        last => last,
    };
    if last < first {
        return Err((Problem::Backwards(unit, first, last), place));
    }
    Ok(Span::Range(first, last))
}

/// A number within the bounds of `unit`, or its name.
fn number(text: &str, place: Range<usize>, unit: Unit) -> Result<u8, Wrong> {
    let written = &text[place.clone()];
    if written.is_empty() {
        return Err((Problem::Missing(unit), place));
    }
    let (least, greatest) = unit.bounds();
    if written.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = written.parse().ok().filter(|number| (least..=greatest).contains(number));
        return number.ok_or((Problem::OutOfBounds(unit), place));
    }
    let mut named = (least..).zip(unit.names());
    let named = named.find(|(_, name)| name.eq_ignore_ascii_case(written));
    named.map(|(number, _)| number).ok_or((Problem::NotANumber(unit), place))
}

fn step(text: &str, place: Range<usize>) -> Result<u32, Wrong> {
    let written = &text[place.clone()];
    if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err((Problem::NotAStep, place));
    }
    // What does not fit leads out of every range.
    match written.parse().unwrap_or(u32::MAX) {
        0 => Err((Problem::NotAStep, place)),
        step => Ok(step),
    }
}
