//! The catalogue of diagnostics: one function for each rule, in the file of the kind of mistake it is.
//!
//! The first line says what is wrong in the user's words, lower case, no full stop, at most 90 columns. The help says
//! what to write. The span is the smallest thing that has to change. Every function has a UI case of its name.

pub(crate) mod argument;
pub(crate) mod feature;
pub(crate) mod pairing;
pub(crate) mod placement;
pub(crate) mod signature;
pub(crate) mod value;

use std::fmt::Display;
use std::ops::Range;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Error, LitStr};

/// An error that underlines all of `tokens`.
fn error(tokens: impl ToTokens, what: impl Display, help: impl Display) -> Error {
    Error::new_spanned(tokens, format!("{what}\n= help: {help}"))
}

/// An error at `span`.
fn error_at(span: Span, what: impl Display, help: impl Display) -> Error {
    Error::new(span, format!("{what}\n= help: {help}"))
}

/// An error about the bytes `range` of a literal's text: spans inside a literal are not to be had, so the caret is drawn
/// in the message.
fn error_inside(literal: &LitStr, range: Range<usize>, what: impl Display, help: impl Display) -> Error {
    let text = literal.value();
    if text.is_empty() || text.chars().any(char::is_control) {
        return error(literal, what, help);
    }
    let indent = text[..range.start].chars().count();
    let carets = text[range].chars().count().max(1);
    Error::new(literal.span(), format!("{what}\n{text}\n{:indent$}{:^<carets$}\n= help: {help}", "", ""))
}

/// The line of `span`, for messages that point at a second place.
fn line(span: Span) -> usize {
    span.start().line
}

/// `` `a`, `b` and `c` ``
fn list(words: &[&str], last: &str) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
    }
}

/// `"a", "b" or "c"`
fn choices(words: &[&str]) -> String {
    list(words, "or").replace('`', "\"")
}

/// Tokens as somebody would have typed them, short enough for a first line.
fn found(tokens: impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, typed) in [(" :: ", "::"), (":: ", "::"), (" < ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")] {
        text = text.replace(spaced, typed);
    }
    if let Some(number) = text.strip_prefix("- ") {
        text = format!("-{number}");
    }
    if text.chars().count() > 32 {
        let head: String = text.chars().take(30).collect();
        return format!("`{head} …`");
    }
    format!("`{text}`")
}
