//! The roster: which daemons an app has.

use std::sync::Arc;

use crate::config::Settings;
use crate::daemon::Source;
use crate::supervise::{Blueprint, Registration};

/// A daemon of an app, under the name that it has there.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: Arc<str>,
    pub(crate) blueprint: &'static Blueprint,
}

impl Entry {
    pub(crate) fn new(blueprint: &'static Blueprint) -> Self {
        Self { name: Arc::from(blueprint.declaration.name), blueprint }
    }

    pub(crate) fn named(name: &str, blueprint: &'static Blueprint) -> Self {
        Self { name: Arc::from(name), blueprint }
    }

    pub(crate) fn source(&self) -> Source {
        self.blueprint.declaration.source
    }

    /// Whether a test has put a mock in its place, which has the name and nothing else.
    #[cfg(feature = "testing")]
    pub(crate) fn is_stand_in(&self) -> bool {
        (self.blueprint.type_id)() == std::any::TypeId::of::<crate::testing::StandIn>()
    }

    /// There are mocks in tests only.
    #[cfg(not(feature = "testing"))]
    #[expect(clippy::unused_self, reason = "as above")]
    pub(crate) fn is_stand_in(&self) -> bool {
        false
    }

    /// What its attributes declare.
    pub(crate) fn declared(&self) -> Settings {
        Settings::declared(self.blueprint.declaration)
    }
}

/// Every daemon that is linked into the program and not `register = false`, by name. The linker's order says nothing.
pub(crate) fn linked() -> Vec<Entry> {
    let registrations = inventory::iter::<Registration>.into_iter();
    let mut entries: Vec<Entry> = registrations.map(|registration| Entry::new(registration.blueprint())).collect();
    entries.sort_by(|a, b| (&a.name, a.source()).cmp(&(&b.name, b.source())));
    entries
}
