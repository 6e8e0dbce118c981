//! Enums: a word, or a table with one entry.

use serde_core::de::value::StrDeserializer;
use serde_core::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, Unexpected, VariantAccess, Visitor,
};

use super::fault::Fault;
use super::reader::Reader;
use crate::config::value::Node;

/// A variant, and what is in it.
pub(super) struct Variant<'a, 'b> {
    pub(super) word: &'a str,
    pub(super) content: Option<&'a Node>,
    pub(super) of: &'a Reader<'b>,
}

impl<'a> Variant<'a, '_> {
    fn content(&self, expected: &'static str) -> Result<Reader<'a>, Fault> {
        let Some(node) = self.content else {
            return Err(Fault::invalid_type(Unexpected::UnitVariant, &expected));
        };
        Ok(Reader { node, key: self.of.below(self.word).into(), known: &[], notes: self.of.notes })
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let word: StrDeserializer<'_, Fault> = self.word.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.content {
            None => Ok(()),
            Some(_) => Err(Fault::invalid_type(Unexpected::Map, &"a word")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.content("a table with one entry")?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.content("a table with a list")?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.content("a table with a table")?.deserialize_struct("", fields, visitor)
    }
}
