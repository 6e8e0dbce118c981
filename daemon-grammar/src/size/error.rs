//! What can be wrong with a size.

use std::ops::Range;

use super::{UNITS, display};
use crate::wrong::text_error;

text_error! {
    /// Why a text is not a size, where in the text, and what to write instead.
    SizeError
}

/// The rule that was broken.
#[derive(Clone, Copy)]
pub(super) enum Problem {
    Empty,
    Space,
    NotANumber,
    NoUnit,
    Fraction,
    UnknownUnit,
    TooLarge,
}

impl SizeError {
    pub(super) fn new(problem: Problem, range: Range<usize>, text: &str) -> Self {
        let part = &text[range.clone()];
        let message = match problem {
            Problem::Empty => "there is nothing in it".to_owned(),
            Problem::Space => "a size has no spaces".to_owned(),
            Problem::NotANumber => format!("`{part}` does not belong here"),
            Problem::NoUnit => format!("`{part}` has no unit"),
            Problem::Fraction => format!("`{part}` is not a whole number"),
            Problem::UnknownUnit => format!("`{part}` is not a unit of memory"),
            Problem::TooLarge => format!("`{part}` is more than there can be"),
        };
        Self { message, range, help: help(problem, text) }
    }
}

fn help(problem: Problem, text: &str) -> String {
    match (problem, meant(text)) {
        (Problem::NoUnit, _) => format!("write \"{text}MiB\" or \"{text}B\""),
        (_, Some(bytes)) => format!("write \"{}\"", display(bytes)),
        (Problem::UnknownUnit, None) => "the units are B, KiB, MiB, GiB and TiB".to_owned(),
        (_, None) => "write a number and a unit, such as \"64KiB\", \"512MiB\" or \"2GiB\"".to_owned(),
    }
}

/// Reads `text` generously: spaces, capitals, `MB` and `M`, one fraction.
fn meant(text: &str) -> Option<u64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(end);
    let unit = unit.to_lowercase();
    let aliases = |name: &str| {
        let short = name.to_lowercase();
        unit == short || unit == short.replace('i', "") || unit == short.trim_end_matches("ib")
    };
    let (_, length) = UNITS.iter().find(|(name, _)| aliases(name))?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut bytes = whole.parse::<u64>().ok()?.checked_mul(*length)?;
    if !fraction.is_empty() {
        let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let part = fraction.parse::<u64>().ok()?.checked_mul(*length)?;
        bytes = bytes.checked_add(part.is_multiple_of(scale).then_some(part / scale)?)?;
    }
    (bytes > 0).then_some(bytes)
}
