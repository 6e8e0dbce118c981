//! Names: kebab-case for daemons and timers, dotted topics for events and patterns of them, and what a Rust name becomes.
//!
//! ```
//! use daemon_grammar::name;
//!
//! assert_eq!(name::of_daemon("UserCacheDaemon"), "user-cache");
//! assert_eq!(name::kebab("user_monitoring"), "user-monitoring");
//! assert!(name::check("user-cache").is_ok());
//! assert_eq!(name::check("User_Cache").unwrap_err().help(), "write \"user-cache\"");
//! assert!(name::check_topic("chat.user.created").is_ok());
//! assert!(name::matches("chat.*.created", "chat.user.created"));
//! ```

mod error;
mod pattern;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use error::NameError;
pub use pattern::{check_pattern, matches};

/// Checks the name of a daemon or timer: lower-case words and digits joined by single hyphens, a letter first.
pub fn check(name: &str) -> Result<(), NameError> {
    let error = |message: String, range| Err(NameError::new(message, range, suggestion(name)));
    if name.is_empty() {
        return error("it is empty".to_owned(), 0..0);
    }
    let mut previous = '-';
    for (at, c) in name.char_indices() {
        let here = at..at + c.len_utf8();
        match c {
            'a'..='z' => {}
            '0'..='9' if at > 0 => {}
            '-' if at > 0 && previous != '-' => {}
            '0'..='9' | '-' if at == 0 => return error(format!("it starts with `{c}`"), here),
            '-' => return error("it has two hyphens in a row".to_owned(), here),
            'A'..='Z' => return error(format!("`{c}` is a capital letter"), here),
            ' ' => return error("it has a space in it".to_owned(), here),
            _ => return error(format!("`{c}` does not belong in it"), here),
        }
        previous = c;
    }
    if previous == '-' {
        return error("it ends with `-`".to_owned(), name.len() - 1..name.len());
    }
    Ok(())
}

/// Checks a topic: segments of letters, digits, `-` and `_`, joined by dots.
pub fn check_topic(topic: &str) -> Result<(), NameError> {
    let error = |message: String, range| {
        Err(NameError::new(message, range, "write segments joined by dots, such as \"chat.user.created\"".to_owned()))
    };
    let mut start = 0;
    for segment in topic.split('.') {
        if segment.is_empty() {
            return error("a segment is empty".to_owned(), start..start);
        }
        match stray(segment, start) {
            Some(('*', here)) => return error("a topic has no wildcards".to_owned(), here),
            Some((c, here)) => return error(format!("`{c}` does not belong in it"), here),
            None => start += segment.len() + 1,
        }
    }
    Ok(())
}

/// The first character of the topic's segment from byte `start` on that no segment has.
fn stray(segment: &str, start: usize) -> Option<(char, Range<usize>)> {
    let stray = segment.char_indices().find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
    stray.map(|(at, c)| (c, start + at..start + at + c.len_utf8()))
}

/// The name of a daemon whose type is called `type_name`: kebab-case, without a `Daemon` at the end.
pub fn of_daemon(type_name: &str) -> String {
    let bare = type_name.strip_prefix("r#").unwrap_or(type_name);
    match bare.strip_suffix("Daemon") {
        None | Some("") => kebab(bare),
        Some(stem) => kebab(stem),
    }
}

/// A Rust name (`UserMonitoring`, `user_monitoring`, `HTTPServer`, `r#type`) in kebab-case.
///
/// What [`check`] has against the result, if anything, is what it has against the original: `_` alone gives an empty
/// name, other alphabets stay as they are.
pub fn kebab(rust_name: &str) -> String {
    let characters: Vec<char> = rust_name.strip_prefix("r#").unwrap_or(rust_name).chars().collect();
    let mut kebab = String::new();
    for (at, c) in characters.iter().enumerate() {
        let separator = matches!(c, '_' | '-' | ' ' | '.');
        let after_lower = at > 0 && (characters[at - 1].is_lowercase() || characters[at - 1].is_ascii_digit());
        // The last capital of `HTTPServer`'s first word begins the second.
        let before_lower =
            at > 0 && characters[at - 1].is_uppercase() && characters.get(at + 1).is_some_and(|n| n.is_lowercase());
        let begins_word = c.is_uppercase() && (after_lower || before_lower);
        if (separator || begins_word) && !kebab.is_empty() && !kebab.ends_with('-') {
            kebab.push('-');
        }
        if !separator {
            kebab.extend(c.to_lowercase());
        }
    }
    kebab.truncate(kebab.trim_end_matches('-').len());
    kebab
}

/// A name near `name` that [`check`] accepts, or a description of one.
fn suggestion(name: &str) -> String {
    let kept: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let kebab = kebab(kept.trim_start_matches(|c: char| !c.is_ascii_alphabetic()));
    if kebab.is_empty() {
        "write lower-case words joined by hyphens, such as \"user-cache\"".to_owned()
    } else {
        format!("write \"{kebab}\"")
    }
}
