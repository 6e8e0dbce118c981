//! The value of a fact that a check adds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use daemon_grammar::duration;

/// A value beside a daemon's health, such as how many connections it has.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Detail {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// A length of time.
    Time(Duration),
    /// Words.
    Text(Arc<str>),
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Time(value) => duration::display(*value).fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

macro_rules! integers {
    ($($type:ty),*) => {
        $(impl From<$type> for Detail {
            fn from(value: $type) -> Self {
                Self::Integer(value.into())
            }
        })*
    };
}

integers!(u8, u16, u32, u64, i8, i16, i32, i64);

impl From<usize> for Detail {
    fn from(value: usize) -> Self {
        Self::Integer(value.try_into().unwrap_or(i128::MAX))
    }
}

impl From<bool> for Detail {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Detail {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<Duration> for Detail {
    fn from(value: Duration) -> Self {
        Self::Time(value)
    }
}

impl From<&str> for Detail {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}

impl From<String> for Detail {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}
