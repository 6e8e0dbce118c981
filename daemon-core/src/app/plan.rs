//! What an app will do, as data.

use std::collections::HashMap;
use std::fmt;

use super::roster::Roster;
use crate::catalog::Entry;
use crate::config::AppSettings;
use crate::daemon::{Dependency, Source};
use crate::graph::Graph;
use crate::supervise::UnitId;
use crate::supervise::decide::Links;

/// The outcome of a check without problems: every daemon, and the order in which they will start.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Plan {
    /// Every daemon in the roster, by name.
    pub daemons: Vec<PlannedDaemon>,
}

/// A daemon in a [`Plan`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedDaemon {
    /// Its name in this app.
    pub name: String,
    /// Its type with its path.
    pub type_path: &'static str,
    /// Where its struct is.
    pub source: Source,
    /// Its version.
    pub version: &'static str,
    /// The first paragraph of its documentation.
    pub description: &'static str,
    /// The word to group it by; empty for none.
    pub category: &'static str,
    /// Words to search it by.
    pub capabilities: &'static [&'static str],
    /// Whether it starts with the app.
    pub starts: bool,
    /// How many daemons start one after the other before it does; those of one wave start together.
    pub wave: usize,
    /// Whom it needs, by name.
    pub depends_on: Vec<String>,
    /// Whom it starts after, by name.
    pub after: Vec<String>,
}

impl Plan {
    /// The names of those that start, in the order in which they do: wave by wave.
    pub fn waves(&self) -> Vec<Vec<&str>> {
        let mut waves = Vec::new();
        for daemon in self.daemons.iter().filter(|daemon| daemon.starts) {
            if waves.len() <= daemon.wave {
                waves.resize(daemon.wave + 1, Vec::new());
            }
            waves[daemon.wave].push(daemon.name.as_str());
        }
        waves
    }

    /// Of daemons without problems, of which these start.
    pub(crate) fn new(entries: &[Entry], starts: &[bool]) -> Self {
        let places: HashMap<&str, usize> =
            entries.iter().enumerate().map(|(place, entry)| (&*entry.name, place)).collect();
        // Whom it only comes after need not be there.
        let resolve = |dependencies: &[Dependency]| -> Vec<usize> {
            dependencies.iter().filter_map(|dependency| places.get(dependency.name).copied()).collect()
        };
        let declarations = || entries.iter().map(|entry| entry.blueprint.declaration);
        let needs: Vec<Vec<usize>> = declarations().map(|declaration| resolve(declaration.depends_on)).collect();
        let after: Vec<Vec<usize>> = declarations().map(|declaration| resolve(declaration.after)).collect();
        let depths = Graph::of(&needs, &after).depths(starts);
        let names = |places: &[usize]| places.iter().map(|&place| entries[place].name.to_string()).collect();
        let daemons = entries.iter().enumerate().map(|(place, entry)| {
            let declaration = entry.blueprint.declaration;
            PlannedDaemon {
                name: entry.name.to_string(),
                type_path: (entry.blueprint.type_path)(),
                source: declaration.source,
                version: declaration.version,
                description: declaration.description,
                category: declaration.category,
                capabilities: declaration.capabilities,
                starts: starts[place],
                wave: depths[place],
                depends_on: names(&needs[place]),
                after: names(&after[place]),
            }
        });
        Self { daemons: daemons.collect() }
    }
}

/// `3 of 4 daemons start: data → api, cache → web`
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waves = self.waves();
        let count: usize = waves.iter().map(Vec::len).sum();
        write!(f, "{count} of {} daemons start", self.daemons.len())?;
        let waves: Vec<String> = waves.iter().map(|wave| wave.join(", ")).collect();
        if waves.is_empty() { Ok(()) } else { write!(f, ": {}", waves.join(" → ")) }
    }
}

/// What the supervisor is told of the roster.
pub(super) fn links(roster: &Roster) -> Vec<Links> {
    let ids = |places: &[usize]| {
        let mut ids: Vec<UnitId> = places.iter().copied().map(UnitId::new).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let mut links: Vec<Links> = Vec::with_capacity(roster.entries.len());
    for (needs, after) in roster.needs.iter().zip(&roster.after) {
        links.push(Links { needs: ids(needs), after: ids(after), ..Links::default() });
    }
    for place in 0..links.len() {
        let Links { needs, after, .. } = links[place].clone();
        for need in needs {
            links[need.index()].dependents.push(UnitId::new(place));
        }
        for before in after {
            links[before.index()].followers.push(UnitId::new(place));
        }
    }
    links
}

/// A roster that has been checked.
pub(super) struct Checked {
    pub(super) roster: Roster,
    pub(super) settings: AppSettings,
    pub(super) starts: Vec<bool>,
}

impl Checked {
    pub(super) fn plan(&self) -> Plan {
        Plan::new(&self.roster.entries, &self.starts)
    }
}
