//! The entries of a table as serde reads them.

use serde_core::de::value::StrDeserializer;
use serde_core::de::{DeserializeSeed, IntoDeserializer, MapAccess};

use super::fault::Fault;
use super::hole::Hole;
use super::reader::{Notes, Reader};
use crate::config::place::ConfigPlace;
use crate::config::value::{Node, Table, loosely};

/// The entries of a table that are left.
pub(super) struct Entries<'a> {
    left: std::vec::IntoIter<Entry<'a>>,
    value: Option<Entry<'a>>,
    known: &'static [&'static str],
    notes: &'a Notes,
}

struct Entry<'a> {
    /// As serde is told it.
    name: String,
    /// Within the section.
    key: String,
    place: &'a ConfigPlace,
    /// None where the value is made up.
    node: Option<&'a Node>,
}

impl<'a> Entries<'a> {
    /// Those of `table`, which is what `reader` reads; of a struct, with its fields.
    pub(super) fn of(reader: &'a Reader<'_>, table: &'a Table, fields: Option<&'static [&'static str]>) -> Self {
        let notes = reader.notes;
        let known = fields.unwrap_or_default();
        let entries = table.iter().map(|(name, node)| {
            let name = if node.place.is_environment() { field(name, known) } else { name };
            let key = reader.below(name);
            let node_if_read = (!notes.holes.contains(&key)).then_some(node);
            Entry { name: name.to_owned(), key, place: &node.place, node: node_if_read }
        });
        let mut entries: Vec<Entry<'a>> = entries.filter(|entry| !notes.skips.contains(&entry.key)).collect();
        for name in known {
            let key = reader.below(name);
            if notes.holes.contains(&key) && !entries.iter().any(|entry| entry.name == *name) {
                entries.push(Entry { name: (*name).to_owned(), key, place: &reader.node.place, node: None });
            }
        }
        Self { left: entries.into_iter(), value: None, known, notes }
    }
}

/// The field that is meant by a name in the environment, where all names are written in one way.
fn field<'a>(name: &'a str, known: &'static [&'static str]) -> &'a str {
    if known.contains(&name) {
        return name;
    }
    known.iter().find(|known| loosely(known) == loosely(name)).copied().unwrap_or(name)
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.left.next() else { return Ok(None) };
        let name: StrDeserializer<'_, Fault> = entry.name.as_str().into_deserializer();
        let key = seed.deserialize(name).map_err(|fault: Fault| fault.at(&entry.key, entry.place))?;
        self.value = Some(entry);
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some(Entry { key, place, node, .. }) = self.value.take() else { unreachable!("serde asks for keys first") };
        match node {
            Some(node) => seed.deserialize(Reader { node, key: key.into(), known: self.known, notes: self.notes }),
            None => seed.deserialize(Hole::new(&key, place)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}
