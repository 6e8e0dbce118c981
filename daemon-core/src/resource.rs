//! What the app gives to its daemons: database pools, clients, settings, by type.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::fmt;

/// One value of each provided type. Each daemon gets a clone.
#[derive(Default)]
pub(crate) struct Resources(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Resources {
    pub(crate) fn insert(&mut self, type_id: TypeId, value: Box<dyn Any + Send + Sync>) {
        self.0.insert(type_id, value);
    }

    /// Whether there is one of this type.
    #[cfg(feature = "config")]
    pub(crate) fn has(&self, type_id: TypeId) -> bool {
        self.0.contains_key(&type_id)
    }

    pub(crate) fn get<T: Clone + Send + Sync + 'static>(&self) -> Result<T, MissingResource> {
        let value = self.0.get(&TypeId::of::<T>()).and_then(|value| value.downcast_ref::<T>());
        value.cloned().ok_or(MissingResource { type_name: type_name::<T>() })
    }
}

/// The app was not given a value of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingResource {
    /// The type with its path.
    pub type_name: &'static str,
}

impl fmt::Display for MissingResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = short_name(self.type_name);
        write!(f, "there is no resource of type `{}`; give the app one: `.provide({short})`", self.type_name)
    }
}

impl std::error::Error for MissingResource {}

/// A variable name for a value of the type, as an example.
pub(crate) fn short_name(type_name: &str) -> String {
    let outer = type_name.split('<').next().unwrap_or(type_name);
    let last = outer.rsplit("::").next().unwrap_or(outer);
    daemon_grammar::name::kebab(last).replace('-', "_")
}
