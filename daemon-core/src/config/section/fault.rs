//! Why a value is not what its type wants, as serde tells it.

use std::fmt;

use daemon_grammar::nearest;
use serde_core::de::{Error, Expected, Unexpected};

use crate::config::place::ConfigPlace;

/// What a type says to a value.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) wrong: Wrong,
    /// The key within the section, and where it is written.
    pub(super) at: Option<(String, ConfigPlace)>,
}

#[derive(Debug)]
pub(super) enum Wrong {
    /// There is none of this name.
    Missing(String),
    /// There is one of a name that is none of these.
    Unknown(&'static [&'static str]),
    /// In words.
    Other(String),
}

impl Fault {
    fn of(wrong: Wrong) -> Self {
        Self { wrong, at: None }
    }

    /// The same, at `key`, unless it is known more closely.
    pub(super) fn at(self, key: &str, place: &ConfigPlace) -> Self {
        Self { at: self.at.or_else(|| Some((key.to_owned(), place.clone()))), ..self }
    }
}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::of(Wrong::Other(format!("is refused: {message}")))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of(Wrong::Other(format!("is {}, and {expected} is expected", words(found))))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        let listed: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
        let near = nearest(variant, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
        let words = format!("is \"{variant}\"; there are {}{}", listed.join(", "), near.unwrap_or_default());
        Self::of(Wrong::Other(words))
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self::of(Wrong::Unknown(known))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(Wrong::Missing(field.to_owned()))
    }
}

fn words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Map => "a table".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Str(text) => format!("{text:?}"),
        Unexpected::Bool(boolean) => boolean.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Float(number) => format!("{number:?}"),
        other => other.to_string(),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.wrong {
            Wrong::Missing(name) => write!(f, "has no `{name}`"),
            Wrong::Unknown(known) => write!(f, "is no key; there are {}", known.join(", ")),
            Wrong::Other(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Fault {}
