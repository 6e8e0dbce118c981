//! `#[config]` fields: what they need, and filling them.

use std::any::{Any, type_name};
use std::fmt;
use std::marker::PhantomData;

use serde_core::de::DeserializeOwned;

use super::error::full;
use super::trial::{self, Trial};
use super::{ConfigError, Section, read};
use crate::config::mistake::{ConfigMistake, Mistake};
use crate::config::value::Node;
use crate::daemon::Source;

/// What a `#[config]` field needs of its type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a configuration: it is not `Deserialize`",
    label = "not `Deserialize`",
    note = "write `#[derive(serde::Deserialize)]` on `{Self}`; it is read from the section `[daemon.<name>.config]`"
)]
pub trait ConfigField: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> ConfigField for T {}

/// Reads the section of the daemon of this name, which is at this place.
type Read = fn(Option<&Section>, &str, Source) -> Result<Box<dyn Any>, ConfigError>;

/// A `#[config]` field: a type that the daemon's section must be.
#[derive(Clone, Copy)]
pub struct ConfigNeed {
    field: &'static str,
    type_name: fn() -> &'static str,
    has_default: fn() -> bool,
    try_on: fn(&Node, &'static str) -> Trial,
    read: Read,
}

impl ConfigNeed {
    /// The field `field`, whose type is that of what the function refers to.
    pub const fn of_field<D, T: ConfigField + 'static>(
        field: &'static str,
        _: fn(&D) -> &T,
        has_default: fn() -> bool,
    ) -> Self {
        Self { field, type_name: type_name::<T>, has_default, try_on: trial::of::<T>, read: boxed::<T> }
    }

    /// The value of `field`, which is one of `needs` and a `T`.
    pub(crate) fn read<T: 'static>(
        needs: &[Self],
        field: &str,
        section: Option<&Section>,
        daemon: &str,
        source: Source,
    ) -> Result<T, ConfigError> {
        let need = needs.iter().find(|need| need.field == field);
        let need = need.unwrap_or_else(|| unreachable!("each field is declared"));
        let value = (need.read)(section, daemon, source)?;
        Ok(*value.downcast().unwrap_or_else(|_| unreachable!("each field is declared with its type")))
    }
}

impl fmt::Debug for ConfigNeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, (self.type_name)())
    }
}

fn boxed<T: ConfigField + 'static>(
    section: Option<&Section>,
    daemon: &str,
    source: Source,
) -> Result<Box<dyn Any>, ConfigError> {
    Ok(Box::new(read::<T>(section, daemon, source)?))
}

/// What a field is when its daemon has no section: its type's default, if there is one.
///
/// The methods of types with a default are the type's own, and so come before those of [`WithoutDefault`].
pub struct Absent<T>(PhantomData<fn() -> T>);

impl<T> Absent<T> {
    /// Of the type of what the function refers to.
    pub const fn of<D>(_: fn(&D) -> &T) -> Self {
        Self(PhantomData)
    }
}

impl<T: Default> Absent<T> {
    /// The default.
    pub fn value(&self) -> Option<T> {
        Some(T::default())
    }

    /// Whether there is one.
    pub fn has_default(&self) -> bool {
        true
    }
}

/// The same for types without a default.
pub trait WithoutDefault<T> {
    /// None.
    fn value(&self) -> Option<T>;

    /// No.
    fn has_default(&self) -> bool;
}

impl<T> WithoutDefault<T> for Absent<T> {
    fn value(&self) -> Option<T> {
        None
    }

    fn has_default(&self) -> bool {
        false
    }
}

/// Tries the types of all fields of `daemon`, which is at `source`.
pub(in crate::config) fn check(
    daemon: &str,
    source: Source,
    section: Option<&Section>,
    needs: &[ConfigNeed],
    mistakes: &mut Vec<Mistake>,
) {
    let missing = Section::missing(source);
    let needs = needs.iter().filter(|need| section.is_some() || !(need.has_default)());
    let Section(node) = section.unwrap_or(&missing);
    let trials: Vec<Trial> = needs.map(|need| (need.try_on)(node, need.field)).collect();
    for (key, place, mistake) in trials.iter().flat_map(|trial| &trial.mistakes) {
        mistakes.push(Mistake { place: place.clone(), key: full(daemon, key), what: mistake.clone() });
    }
    // What one field does not read, another may.
    let Some((first, others)) = trials.split_first() else { return };
    for (key, ignored) in &first.ignored {
        if others.iter().all(|other| other.ignores(key)) {
            let known = trials.iter().filter_map(|trial| trial.ignored.get(key)).flat_map(|other| other.known);
            let name = key.rsplit('.').next().unwrap_or(key);
            let mistake = ConfigMistake::unknown_key(name, known.copied());
            mistakes.push(Mistake { place: ignored.place.clone(), key: full(daemon, key), what: mistake });
        }
    }
}

impl Trial {
    /// Whether it did not read `key`, or anything around it.
    fn ignores(&self, key: &str) -> bool {
        let around = self
            .ignored
            .keys()
            .any(|ignored| key.strip_prefix(ignored.as_str()).is_some_and(|rest| rest.starts_with('.')));
        around || self.ignored.contains_key(key)
    }
}
