//! Options: which there are and which form they take.

use daemon_grammar::nearest;
use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{Attribute, Error, Expr, Ident};

use super::{error, found, list};
use crate::syntax::{Value, Vocabulary};

/// A misspelt option would otherwise leave the default in force without a word.
pub(crate) fn unknown_option(key: &Ident, vocabulary: &Vocabulary) -> Error {
    let name = vocabulary.attribute;
    let options = vocabulary.known.iter().copied();
    let help = match (nearest(&key.to_string(), options), vocabulary.known) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("`#[{name}]` has no options"),
        (None, known) => format!("`#[{name}]` has the options {}", list(known, "and")),
    };
    error(key, format!("`#[{name}]` has no option `{key}`"), help)
}

/// `name` alone says nothing, and a default would hide it.
pub(crate) fn option_needs_value(key: &Ident, example: &str) -> Error {
    error(key, format!("`{key}` needs a value"), format!("write `{key} = {example}`"))
}

/// `name =` with nothing behind it.
pub(crate) fn value_missing_after_equals(key: &Ident) -> Error {
    error(key, format!("`{key} =` has no value"), format!("write the value after `{key} =`"))
}

/// `name("x")` would read like a list of names.
pub(crate) fn option_takes_no_list(key: &Ident, example: &str) -> Error {
    error(key, format!("`{key}` takes one value after `=`"), format!("write `{key} = {example}`"))
}

/// `thread = "low"` would leave unsaid what is low.
pub(crate) fn thread_takes_no_value(key: &Ident, value: &Value) -> Error {
    error(
        value,
        format!("`{key}` takes no value, found {}", found(value)),
        format!("write `{key}`, or `{key}(priority = \"low\")`"),
    )
}

/// `depends_on = A` has no room for the second one.
pub(crate) fn option_takes_a_list(key: &Ident, example: &str) -> Error {
    error(key, format!("`{key}` takes a list in parentheses"), format!("write `{key}({example})`"))
}

/// A value without a name, where only options belong.
pub(crate) fn stray_value(value: &Value, vocabulary: &Vocabulary) -> Error {
    let name = vocabulary.attribute;
    let help = match vocabulary.known {
        [] => format!("write `#[{name}]` without it"),
        known => format!("`#[{name}]` has the options {}", list(known, "and")),
    };
    error(value, format!("{} is not an option of `#[{name}]`", found(value)), help)
}

/// An attribute that means nothing without its argument.
pub(crate) fn argument_missing(attribute: &Attribute, name: &Ident, what: &str, example: &str) -> Error {
    error(attribute, format!("`#[{name}]` does not say {what}"), format!("write `#[{name}({example})]`"))
}

/// `#[interval = "5s"]` has no room for options.
pub(crate) fn equals_instead_of_parentheses(attribute: &Attribute, value: &Expr) -> Error {
    let name = attribute.path().to_token_stream();
    let value = value.to_token_stream();
    error(attribute, format!("`#[{name}]` takes its arguments in parentheses"), format!("write `#[{name}({value})]`"))
}

/// Options are separated by commas.
pub(crate) fn comma_missing(token: &TokenTree) -> Error {
    error(token, format!("expected `,` before {}", found(token)), "separate the options by commas")
}
