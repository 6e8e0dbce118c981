//! What a unit has to do with others.

use std::ops::Deref;

use super::UnitId;

/// What a unit has to do with others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    /// Runs only while these do.
    pub(crate) needs: Vec<UnitId>,
    /// Starts after these, if they are started.
    pub(crate) after: Vec<UnitId>,
    /// Who needs it.
    pub(crate) dependents: Vec<UnitId>,
    /// Who comes after it.
    pub(crate) followers: Vec<UnitId>,
}

static NONE: Links = Links { needs: Vec::new(), after: Vec::new(), dependents: Vec::new(), followers: Vec::new() };

/// The links of a unit, as they stay. Who has nothing to do with others keeps no room for it.
#[derive(Debug, Default)]
pub(super) struct Linked(Option<Box<Links>>);

impl From<Links> for Linked {
    fn from(links: Links) -> Self {
        let Links { needs, after, dependents, followers } = &links;
        let is_alone = [needs, after, dependents, followers].into_iter().all(Vec::is_empty);
        Self((!is_alone).then(|| Box::new(links)))
    }
}

impl Deref for Linked {
    type Target = Links;

    fn deref(&self) -> &Links {
        self.0.as_deref().unwrap_or(&NONE)
    }
}
