//! `[daemon.<name>.config]`: what a daemon's own code reads, of whatever type it likes.
//!
//! The types are those of `#[config]` fields and of `Context::config`. Both see the whole section. Before anything starts,
//! every field's type is tried: what it does not take, what it misses, and keys that no field has are mistakes of
//! [`check`](crate::App::check).

mod entries;
mod error;
mod fault;
mod hole;
mod need;
mod reader;
mod trial;
mod variant;

use std::collections::BTreeMap;

pub use error::ConfigError;
pub(super) use need::check;
pub use need::{Absent, ConfigField, ConfigNeed, WithoutDefault};
use reader::{Notes, Reader};
use serde_core::de::DeserializeOwned;

use super::place::ConfigPlace;
use super::value::{Node, Table, Value};
use crate::daemon::Source;

/// A daemon's own section, as all layers together have it.
#[derive(Clone, Debug)]
pub(crate) struct Section(Node);

impl Section {
    pub(super) fn new(node: Node) -> Self {
        Self(node)
    }

    /// Of a daemon that has none.
    fn missing(source: Source) -> Self {
        Self(Node::new(&ConfigPlace::Missing { source }, Value::Table(Table::new())))
    }

    /// Every value in it by its key, as it would be written.
    pub(super) fn leaves(&self) -> BTreeMap<String, String> {
        let mut leaves = BTreeMap::new();
        collect("config", &self.0.value, &mut leaves);
        leaves
    }

    /// The section as a `T`.
    fn read<T: DeserializeOwned>(&self, daemon: &str) -> Result<T, ConfigError> {
        let notes = Notes::default();
        T::deserialize(Reader::whole(&self.0, &notes)).map_err(|fault| ConfigError::new(daemon, &self.0, fault))
    }
}

/// The section `section` of `daemon`, which is at `source`, as a `T`. Without one, what `T` makes of an empty one.
pub(crate) fn read<T: DeserializeOwned>(
    section: Option<&Section>,
    daemon: &str,
    source: Source,
) -> Result<T, ConfigError> {
    match section {
        Some(section) => section.read(daemon),
        None => Section::missing(source).read(daemon),
    }
}

fn collect(key: &str, value: &Value, leaves: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) if !table.is_empty() => {
            for (inner, node) in table {
                collect(&format!("{key}.{inner}"), &node.value, leaves);
            }
        }
        value => drop(leaves.insert(key.to_owned(), value.to_string())),
    }
}
