//! What can be wrong with it.

use std::ops::Range;

use super::{FAIL, RETRY_EVERY};
use crate::duration::DurationError;
use crate::nearest;
use crate::wrong::text_error;

/// What to write if nothing is known of what was meant.
const EITHER: &str = "write \"fail\" or \"retry_every(5m)\"";

text_error! {
    /// Why a text does not say what follows, where in the text, and what to write instead.
    ExhaustionError
}

/// The rule that was broken.
pub(super) enum Problem {
    Unknown,
    NotHowOften,
    Open,
    Stray,
    Zero,
    Duration(DurationError),
}

impl ExhaustionError {
    pub(super) fn new(problem: &Problem, range: Range<usize>, text: &str) -> Self {
        let (message, help) = match problem {
            Problem::Unknown => ("it is `fail` or `retry_every(…)`".to_owned(), meant(text)),
            Problem::NotHowOften => ("how often is missing".to_owned(), "write \"retry_every(5m)\"".to_owned()),
            Problem::Open => ("the `)` is missing".to_owned(), format!("write \"{text})\"")),
            Problem::Stray => {
                let stray = &text[range.clone()];
                (format!("`{stray}` does not belong here"), format!("write \"{}\"", &text[..range.start]))
            }
            Problem::Zero => {
                let help = "write how long it waits from one try to the next, such as \"retry_every(5m)\"";
                ("that is without a pause".to_owned(), help.to_owned())
            }
            Problem::Duration(error) => (error.to_string(), around(error.help())),
        };
        Self { message, range, help }
    }
}

/// The one of the two that `text` begins like.
fn meant(text: &str) -> String {
    let (word, rest) =
        text.split_at(text.find(|c: char| !matches!(c, '_' | '-') && !c.is_alphanumeric()).unwrap_or(text.len()));
    match nearest(word, [FAIL, RETRY_EVERY]) {
        Some(FAIL) => "did you mean \"fail\"?".to_owned(),
        Some(_) => match super::read(&format!("{RETRY_EVERY}{rest}")) {
            Ok(_) => format!("did you mean \"{RETRY_EVERY}{rest}\"?"),
            Err(_) => "did you mean \"retry_every(5m)\"?".to_owned(),
        },
        None => EITHER.to_owned(),
    }
}

/// The help with a duration, in which everything in quotes is one, with `retry_every(…)` around each.
fn around(help: &str) -> String {
    let parts = help.split('"').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("\"{RETRY_EVERY}({part})\"") } else { part.to_owned() }).collect()
}
