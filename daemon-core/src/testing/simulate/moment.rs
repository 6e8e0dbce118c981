//! What invariants look at.

use std::fmt;

use crate::lifecycle::journal::Record;
use crate::resource::MissingResource;
use crate::system::System;

/// An app in the middle of a simulation, or at its end, when a rule is checked.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub(super) system: &'a System,
    pub(super) is_end: bool,
}

impl Moment<'_> {
    /// The app.
    pub fn system(&self) -> &System {
        self.system
    }

    /// A clone of a resource of this run of the app: what daemons and invariants share.
    ///
    /// # Errors
    ///
    /// If the app was given none of that type.
    pub fn resource<T: Clone + Send + Sync + 'static>(&self) -> Result<T, MissingResource> {
        self.system.supervisor().resources.get()
    }

    /// Whether the app is down: nothing more will happen.
    pub fn is_end(&self) -> bool {
        self.is_end
    }

    /// Everything that has happened so far.
    pub fn records(&self) -> Vec<Record> {
        self.system.journal().records()
    }
}

impl fmt::Debug for Moment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moment").field("system", self.system).field("is_end", &self.is_end).finish()
    }
}
