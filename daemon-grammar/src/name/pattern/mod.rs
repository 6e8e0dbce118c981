//! Topic patterns: what stands for many topics.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::{NameError, stray};

/// Checks a topic pattern: segments as in a topic, or `*` for any one segment, or, as the last, `**` for any number of
/// segments, none included.
///
/// ```
/// use daemon_grammar::name;
///
/// assert!(name::check_pattern("chat.*.created").is_ok());
/// assert_eq!(name::check_pattern("chat.**.created").unwrap_err().help(), "write \"chat.*.created\"");
/// ```
pub fn check_pattern(pattern: &str) -> Result<(), NameError> {
    match problem(pattern) {
        None => Ok(()),
        Some((message, range)) => Err(NameError::new(message, range, help(pattern))),
    }
}

/// The first thing that is wrong with `pattern`.
fn problem(pattern: &str) -> Option<(String, Range<usize>)> {
    let mut start = 0;
    for segment in pattern.split('.') {
        let here = start..start + segment.len();
        let next = here.end + 1;
        match segment {
            "" => return Some(("a segment is empty".to_owned(), here)),
            "**" if here.end < pattern.len() => return Some(("`**` can only be the last segment".to_owned(), here)),
            "*" | "**" => {}
            _ => match literal(segment, start) {
                None => {}
                problem => return problem,
            },
        }
        start = next;
    }
    None
}

/// What is wrong with a segment that is to stand for itself.
fn literal(segment: &str, start: usize) -> Option<(String, Range<usize>)> {
    if segment.starts_with("***") {
        return Some((format!("`{segment}` is neither `*` nor `**`"), start..start + segment.len()));
    }
    let (c, range) = stray(segment, start)?;
    let message =
        if c == '*' { "`*` stands for a whole segment".to_owned() } else { format!("`{c}` does not belong in it") };
    Some((message, range))
}

/// A pattern near `pattern` that [`check_pattern`] accepts, or a description of one.
fn help(pattern: &str) -> String {
    let last = pattern.split('.').count() - 1;
    let repaired: Vec<_> = pattern
        .split('.')
        .enumerate()
        .map(|(at, segment)| match segment {
            "**" if at == last => segment,
            _ if segment.contains('*') && stray(&segment.replace('*', ""), 0).is_none() => "*",
            _ => segment,
        })
        .collect();
    let repaired = repaired.join(".");
    if pattern.contains('*') && problem(&repaired).is_none() {
        return format!("write \"{repaired}\"");
    }
    "write segments joined by dots, `*` for any one, `**` at the end for any more: \"chat.*\"".to_owned()
}

/// Whether `topic` is one of those that `pattern` stands for. Both are taken to be well-formed.
///
/// ```
/// use daemon_grammar::name;
///
/// assert!(name::matches("chat.*.created", "chat.user.created"));
/// assert!(!name::matches("chat.*", "chat.user.created"));
/// assert!(name::matches("chat.**", "chat.user.created"));
/// assert!(name::matches("chat.**", "chat"));
/// ```
#[must_use = "this is the answer; nothing else happens"]
pub fn matches(pattern: &str, topic: &str) -> bool {
    let mut topic = topic.split('.');
    for expected in pattern.split('.') {
        if expected == "**" {
            return true;
        }
        match topic.next() {
            Some(segment) if expected == "*" || expected == segment => {}
            Some(_) | None => return false,
        }
    }
    topic.next().is_none()
}
