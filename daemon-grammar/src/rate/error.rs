//! What can be wrong with a rate.

use std::ops::Range;

use crate::duration::DurationError;
use crate::wrong::text_error;

/// What to write if nothing is known of what was meant.
const EXAMPLE: &str = "write how many and in how long, such as \"100/1m\"";

text_error! {
    /// Why a text is not a rate, where in the text, and what to write instead.
    RateError
}

/// The rule that was broken.
pub(super) enum Problem {
    Empty,
    Space,
    NoWindow,
    NotANumber,
    Never,
    TooMany,
    UnitAlone,
    NoTime,
    Window(DurationError),
}

impl RateError {
    pub(super) fn new(problem: &Problem, range: Range<usize>, text: &str) -> Self {
        let part = &text[range.clone()];
        let message = match problem {
            Problem::Empty => "there is nothing in it".to_owned(),
            Problem::Space => "a rate has no spaces".to_owned(),
            Problem::NoWindow => "in how long is missing".to_owned(),
            Problem::NotANumber if part.is_empty() => "how many is missing".to_owned(),
            Problem::NotANumber => format!("`{part}` is not a whole number"),
            Problem::Never => "that is never".to_owned(),
            Problem::TooMany => format!("`{part}` is more than {}", u32::MAX),
            Problem::UnitAlone => format!("`{part}` has no number"),
            Problem::NoTime => "that is in no time".to_owned(),
            Problem::Window(error) => error.to_string(),
        };
        Self { message, range, help: help(problem, text) }
    }
}

fn help(problem: &Problem, text: &str) -> String {
    let (count, window) = text.split_once('/').unwrap_or((text, ""));
    match problem {
        Problem::Space => {
            let closed: String = text.chars().filter(|c| *c != ' ').collect();
            if super::read(&closed).is_ok() { format!("write \"{closed}\"") } else { EXAMPLE.to_owned() }
        }
        Problem::NoWindow if super::read(&format!("{text}/1s")).is_ok() => {
            format!("write \"{text}/1s\" for so many a second or \"{text}/1m\" for so many a minute")
        }
        Problem::UnitAlone => format!("write \"{count}/1{window}\""),
        // Everything in quotes there is a duration.
        Problem::Window(error) => {
            let parts = error.help().split('"').enumerate();
            parts.map(|(at, part)| if at % 2 == 1 { format!("\"{count}/{part}\"") } else { part.to_owned() }).collect()
        }
        _ => EXAMPLE.to_owned(),
    }
}
