//! Values and where they are written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use toml::Spanned;
use toml::de::DeValue;

use super::place::ConfigPlace;

/// A value, and where it is written.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(super) place: ConfigPlace,
    pub(super) value: Value,
}

/// A table, by key.
pub(super) type Table = BTreeMap<String, Node>;

/// What may stand behind a key.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    /// A date, a time, or both.
    Moment(String),
    List(Vec<Node>),
    Table(Table),
}

impl Node {
    pub(super) fn new(place: &ConfigPlace, value: Value) -> Self {
        Self { place: place.clone(), value }
    }

    /// With what stands in a text of the environment as TOML, if it is that: there is no other way to write a list there.
    pub(super) fn opened(&self) -> Cow<'_, Self> {
        let Value::Text(text) = &self.value else { return Cow::Borrowed(self) };
        if !self.place.is_environment() || !text.starts_with(['[', '{']) {
            return Cow::Borrowed(self);
        }
        match DeValue::parse(text) {
            Ok(value) => Cow::Owned(Self::of(&value, &mut |_| self.place.clone())),
            Err(_) => Cow::Borrowed(self),
        }
    }

    /// What TOML's parser made of it; `place` says where each byte is.
    pub(super) fn of(value: &Spanned<DeValue<'_>>, place: &mut dyn FnMut(usize) -> ConfigPlace) -> Self {
        let at = place(value.span().start);
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                // Beyond what anybody counts with: as good as none.
                Err(_) => Value::Float(f64::INFINITY),
            },
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(boolean) => Value::Boolean(*boolean),
            DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
            DeValue::Array(items) => Value::List(items.iter().map(|item| Self::of(item, place)).collect()),
            DeValue::Table(entries) => {
                let entries = entries.iter().map(|(key, value)| {
                    let node = Self { place: place(key.span().start), ..Self::of(value, place) };
                    (key.get_ref().to_string(), node)
                });
                Value::Table(entries.collect())
            }
        };
        Self { place: at, value }
    }

    /// What a program wrote.
    pub(super) fn in_code(value: toml::Value, place: &ConfigPlace) -> Self {
        let value = match value {
            toml::Value::String(text) => Value::Text(text),
            toml::Value::Integer(number) => Value::Integer(number),
            toml::Value::Float(number) => Value::Float(number),
            toml::Value::Boolean(boolean) => Value::Boolean(boolean),
            toml::Value::Datetime(moment) => Value::Moment(moment.to_string()),
            toml::Value::Array(items) => {
                Value::List(items.into_iter().map(|item| Self::in_code(item, place)).collect())
            }
            toml::Value::Table(entries) => {
                let entries = entries.into_iter().map(|(key, value)| (key, Self::in_code(value, place)));
                Value::Table(entries.collect())
            }
        };
        Self::new(place, value)
    }
}

impl Value {
    /// What it is, with its article.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Moment(_) => "a date or a time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// As it would be written.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => write!(f, "{number:?}"),
            Self::Boolean(boolean) => boolean.fmt(f),
            Self::Moment(moment) => f.write_str(moment),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.value.to_string()).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Table(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, node)| format!("{key} = {}", node.value)).collect();
                write!(f, "{{ {} }}", entries.join(", "))
            }
        }
    }
}

/// Puts `over` on top of `base`: tables are merged, anything else gives way.
pub(super) fn merge(base: &mut Table, over: &Table) {
    for (key, node) in over {
        // In the environment, all names are written in one way.
        let loose = node.place.is_environment() && !base.contains_key(key);
        let known = base.keys().find(|known| loose && loosely(known) == loosely(key));
        let key = known.unwrap_or(key).clone();
        match (base.get_mut(&key), &node.value) {
            (Some(Node { value: Value::Table(base), .. }), Value::Table(over)) => merge(base, over),
            _ => drop(base.insert(key, node.clone())),
        }
    }
}

/// A name without what different ways of writing do to it.
pub(super) fn loosely(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// A name as it is in a variable, in small letters.
pub(super) fn in_environment(name: &str) -> String {
    name.replace('-', "_").to_lowercase()
}
