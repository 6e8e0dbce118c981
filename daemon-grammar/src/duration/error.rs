//! What can be wrong with a duration.

use std::ops::Range;

use super::{display, repair};
use crate::wrong::text_error;

text_error! {
    /// Why a text is not a duration, where in the text, and what to write instead.
    DurationError
}

/// The rule that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Empty,
    NoUnit,
    UnknownUnit,
    Order,
    Fraction,
    Stray,
    TooLong,
}

impl DurationError {
    pub(super) fn new(problem: Problem, range: Range<usize>, text: &str) -> Self {
        let part = &text[range.clone()];
        let message = match problem {
            Problem::Empty => "there is nothing in it".to_owned(),
            Problem::NoUnit => format!("`{part}` has no unit"),
            Problem::UnknownUnit => format!("`{part}` is not a unit of time"),
            Problem::Order => format!("`{part}` must come earlier, and once"),
            Problem::Fraction => format!("`{part}` is not a whole number"),
            Problem::Stray if part == " " => "a duration has no spaces".to_owned(),
            Problem::Stray => format!("`{part}` does not belong here"),
            Problem::TooLong => format!("`{part}` is too long"),
        };
        Self { message, range, help: help(problem, text) }
    }
}

fn help(problem: Problem, text: &str) -> String {
    match (problem, repair::meant(text)) {
        (Problem::NoUnit, _) => format!("write \"{text}s\" for seconds or \"{text}ms\" for milliseconds"),
        (_, Some(duration)) => format!("write \"{}\"", display(duration)),
        (Problem::UnknownUnit, None) => "the units are d, h, m, s, ms, us and ns".to_owned(),
        (Problem::TooLong, None) => "the longest is about 584 thousand million years".to_owned(),
        (_, None) => "write a number and a unit, such as \"5s\", \"100ms\" or \"1h30m\"".to_owned(),
    }
}
