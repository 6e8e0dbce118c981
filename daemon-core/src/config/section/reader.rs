//! A section as serde reads it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_core::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_core::forward_to_deserialize_any;

use super::entries::Entries;
use super::fault::Fault;
use super::hole::Hole;
use super::variant::Variant;
use crate::config::place::ConfigPlace;
use crate::config::value::{Node, Value};

/// What is noted while a section is read, and what is to be read as something else.
#[derive(Default)]
pub(super) struct Notes {
    /// Keys whose values are made up: what is wrong with them is told already.
    pub(super) holes: BTreeSet<String>,
    /// Keys that are passed over: nobody knows them, which is told already.
    pub(super) skips: BTreeSet<String>,
    /// Keys that nobody has read, and those that somebody would have in their place.
    pub(super) ignored: RefCell<BTreeMap<String, Ignored>>,
}

/// A key that was not read.
#[derive(Clone)]
pub(super) struct Ignored {
    pub(super) place: ConfigPlace,
    pub(super) known: &'static [&'static str],
}

/// A value of a section.
pub(super) struct Reader<'a> {
    pub(super) node: &'a Node,
    /// Its key within the section.
    pub(super) key: Cow<'a, str>,
    /// The keys that the struct has in which it is.
    pub(super) known: &'static [&'static str],
    pub(super) notes: &'a Notes,
}

impl<'a> Reader<'a> {
    /// The section as a whole.
    pub(super) fn whole(node: &'a Node, notes: &'a Notes) -> Self {
        Self { node, key: Cow::Borrowed(""), known: &[], notes }
    }

    /// What is at `key` of this value.
    pub(super) fn below(&self, key: &str) -> String {
        if self.key.is_empty() { key.to_owned() } else { format!("{}.{key}", self.key) }
    }

    /// Names the place of whatever goes wrong, unless that was done closer to it.
    fn placed<T>(&self, outcome: Result<T, Fault>) -> Result<T, Fault> {
        outcome.map_err(|fault| fault.at(&self.key, &self.node.place))
    }

    fn visit<'de, V: Visitor<'de>>(&self, node: &Node, visitor: V) -> Result<V::Value, Fault> {
        self.placed(match &node.value {
            Value::Text(text) | Value::Moment(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(boolean) => visitor.visit_bool(*boolean),
            Value::List(items) => visitor.visit_seq(Items { list: self, items: items.iter().enumerate() }),
            Value::Table(table) => visitor.visit_map(Entries::of(self, table, None)),
        })
    }

    /// What is text because it is in the environment, as what it looks like.
    fn unquoted(&self) -> Cow<'a, Node> {
        let Value::Text(text) = &self.node.value else { return Cow::Borrowed(self.node) };
        if !self.node.place.is_environment() {
            return Cow::Borrowed(self.node);
        }
        let value = match text.parse::<i64>() {
            Ok(number) => Value::Integer(number),
            Err(_) if text == "true" || text == "false" => Value::Boolean(text == "true"),
            Err(_) => match text.parse::<f64>() {
                Ok(number) => Value::Float(number),
                Err(_) => return self.node.opened(),
            },
        };
        Cow::Owned(Node::new(&self.node.place, value))
    }
}

/// Methods for what the environment has as text.
macro_rules! unquoted {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.visit(&self.unquoted(), visitor)
        }
    )*};
}

/// Methods for what is as it is written.
macro_rules! verbatim {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.visit(self.node, visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    unquoted! {
        deserialize_any deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
        deserialize_seq deserialize_map deserialize_unit
    }

    verbatim! { deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_identifier }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let node = self.node.opened();
        match &node.value {
            Value::Table(table) => self.placed(visitor.visit_map(Entries::of(&self, table, Some(fields)))),
            _ => self.visit(&node, visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let node = self.node.opened();
        self.placed(match &node.value {
            Value::Text(word) => visitor.visit_enum(Variant { word, content: None, of: &self }),
            Value::Table(table) if table.len() == 1 => match table.iter().next() {
                Some((word, content)) => visitor.visit_enum(Variant { word, content: Some(content), of: &self }),
                None => unreachable!("it has one entry"),
            },
            _ => self.visit(&node, visitor),
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let ignored = Ignored { place: self.node.place.clone(), known: self.known };
        self.notes.ignored.borrow_mut().insert(self.key.into_owned(), ignored);
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { unit_struct tuple tuple_struct }
}

/// The items of a list.
struct Items<'a, 'b> {
    list: &'a Reader<'b>,
    items: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some((index, node)) = self.items.next() else { return Ok(None) };
        let key = format!("{}[{index}]", self.list.key);
        let notes = self.list.notes;
        if notes.holes.contains(&key) {
            return seed.deserialize(Hole::new(&key, &node.place)).map(Some);
        }
        seed.deserialize(Reader { node, key: key.into(), known: &[], notes }).map(Some)
    }
}
