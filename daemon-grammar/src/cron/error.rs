//! What can be wrong with a cron expression.

use std::ops::Range;

use super::SHORTHANDS;
use super::field::Unit;
use super::possible::Never;
use crate::nearest;
use crate::wrong::text_error;

text_error! {
    /// Why a text is not a cron expression, where in the text, and what to write instead.
    CronError
}

/// The rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Empty,
    /// There are so many.
    Fields(usize),
    UnknownShorthand,
    AfterShorthand,
    Missing(Unit),
    NotANumber(Unit),
    OutOfBounds(Unit),
    /// From where to where.
    Backwards(Unit, u8, u8),
    NotAStep,
    /// After a single number.
    StepOfOne(Unit, u8),
    /// It begins at this number, and is over.
    LongStep(Unit, u8),
    Never(Never),
}

impl CronError {
    pub(super) fn new(problem: &Problem, range: Range<usize>, text: &str) -> Self {
        let part = &text[range.clone()];
        let message = match problem {
            Problem::Empty => "there is nothing in it".to_owned(),
            Problem::Fields(1) => "it has one field of five".to_owned(),
            Problem::Fields(count @ 2..=4) => format!("it has {count} fields of five"),
            Problem::Fields(_) => "it has more than six fields".to_owned(),
            Problem::UnknownShorthand => format!("`{part}` is not known"),
            Problem::AfterShorthand => "nothing can follow a shorthand".to_owned(),
            Problem::Missing(unit) => format!("{} is missing", article(*unit)),
            Problem::NotANumber(unit) => format!("`{part}` is not {}", article(*unit)),
            Problem::OutOfBounds(unit) => format!("there is no {} {part}", name(*unit)),
            Problem::Backwards(..) => format!("`{part}` goes backwards"),
            Problem::NotAStep if part.is_empty() => "the step is missing".to_owned(),
            Problem::NotAStep => format!("`{part}` is not a step"),
            Problem::StepOfOne(..) => format!("`{part}` has a step and no range"),
            Problem::LongStep(..) => format!("the step in `{part}` leads nowhere"),
            Problem::Never(never) => never.message(),
        };
        Self { message, help: help(problem, part), range }
    }
}

fn help(problem: &Problem, part: &str) -> String {
    match problem {
        Problem::Empty => "write minute, hour, day, month and weekday: \"0 2 * * *\" is at two every night".to_owned(),
        Problem::Fields(0..=4) => "write minute, hour, day, month and weekday, and `*` for any".to_owned(),
        Problem::Fields(_) => {
            "the fields are second, minute, hour, day, month and weekday; there is no year".to_owned()
        }
        Problem::UnknownShorthand => unknown_shorthand(part),
        Problem::AfterShorthand => "write it alone, or write fields".to_owned(),
        Problem::Missing(unit) => format!("write a number, or `*` for any {}; {}", name(*unit), bounds(*unit)),
        Problem::NotANumber(unit) => not_a_number(*unit, part),
        Problem::OutOfBounds(Unit::Hour) if part == "24" => "hours go from 0 to 23; midnight is 0".to_owned(),
        Problem::OutOfBounds(unit) => bounds(*unit),
        Problem::Backwards(unit, first, last) => {
            let named = part.contains(|c: char| c.is_alphabetic());
            let (low, high) = if *unit == Unit::Weekday { (0, 6) } else { unit.bounds() };
            let (before, after) = (span(*unit, *first, high, named), span(*unit, low, *last, named));
            format!("write `{before},{after}`")
        }
        Problem::NotAStep => "a step is a number from 1, such as the 15 in `*/15`".to_owned(),
        Problem::StepOfOne(unit, first) => {
            format!("write `{first}-{}{}`, or `{first}` alone", unit.bounds().1, &part[part.find('/').unwrap_or(0)..])
        }
        Problem::LongStep(unit, first) => format!("write `{first}`: steps begin anew with every {}", whole(*unit)),
        Problem::Never(never) => never.help(),
    }
}

fn unknown_shorthand(part: &str) -> String {
    if part.eq_ignore_ascii_case("@reboot") {
        return "what is to be done at every start is an `#[init]` or a `#[defer(\"0s\")]`".to_owned();
    }
    match nearest(part, SHORTHANDS.map(|(name, _)| name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "there are `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly`".to_owned(),
    }
}

fn not_a_number(unit: Unit, part: &str) -> String {
    if part == "?" {
        return "write `*`".to_owned();
    }
    let full = part.get(..3).and_then(|start| unit.names().iter().find(|name| name.eq_ignore_ascii_case(start)));
    match full.copied().or_else(|| nearest(part, unit.names().iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => bounds(unit),
    }
}

/// `FRI-SAT`, or one of them if they are the same.
fn span(unit: Unit, first: u8, last: u8, named: bool) -> String {
    let word = |number: u8| match unit.names().get(usize::from(number - unit.bounds().0)) {
        Some(name) if named => (*name).to_owned(),
        _ => number.to_string(),
    };
    if first == last { word(first) } else { format!("{}-{}", word(first), word(last)) }
}

fn name(unit: Unit) -> &'static str {
    match unit {
        Unit::Second => "second",
        Unit::Minute => "minute",
        Unit::Hour => "hour",
        Unit::Day => "day",
        Unit::Month => "month",
        Unit::Weekday => "weekday",
    }
}

fn article(unit: Unit) -> String {
    let article = if unit == Unit::Hour { "an" } else { "a" };
    format!("{article} {}", name(unit))
}

fn bounds(unit: Unit) -> String {
    match unit {
        Unit::Weekday => "weekdays go from 0 to 6 or from SUN to SAT; 7 is Sunday too".to_owned(),
        Unit::Month => "months go from 1 to 12 or from JAN to DEC".to_owned(),
        _ => {
            let (least, greatest) = unit.bounds();
            format!("{}s go from {least} to {greatest}", name(unit))
        }
    }
}

/// What its numbers divide.
fn whole(unit: Unit) -> &'static str {
    match unit {
        Unit::Second => "minute",
        Unit::Minute => "hour",
        Unit::Hour => "day",
        Unit::Day => "month",
        Unit::Month => "year",
        Unit::Weekday => "week",
    }
}
