//! From an app to a roster in which every name means one daemon and every reference is resolved.

use std::collections::HashMap;
use std::sync::Arc;

use daemon_grammar::nearest;

use super::problem::{Problem, Reference};
use crate::catalog::Entry;
use crate::config::Settings;
use crate::daemon::{Dependency, Source, Trigger};
use crate::graph::Graph;

/// The daemons of an app, by name, with their references resolved to places in `entries`.
#[derive(Clone)]
pub(super) struct Roster {
    pub(super) entries: Vec<Entry>,
    /// Whom each needs.
    pub(super) needs: Vec<Vec<usize>>,
    /// Whom each starts after, without needing them.
    pub(super) after: Vec<Vec<usize>>,
    /// Whose readiness each listens to, in the order of its handlers.
    pub(super) ready: Vec<Vec<usize>>,
    /// What each goes by.
    pub(super) settings: Vec<Settings>,
}

impl Roster {
    /// Resolves `entries`; what is wrong goes into `problems`, and is left out of the result.
    pub(super) fn resolve(entries: &[Entry], profile: Option<&str>, problems: &mut Vec<Problem>) -> Self {
        let entries = one_of_each_name(entries, profile, problems);
        let settings = entries.iter().map(Entry::declared).collect();
        let names: HashMap<Arc<str>, usize> =
            entries.iter().enumerate().map(|(place, entry)| (Arc::clone(&entry.name), place)).collect();
        let each = || Vec::with_capacity(entries.len());
        let mut roster = Self { needs: each(), after: each(), ready: each(), settings, entries };
        for entry in &roster.entries {
            let declaration = entry.blueprint.declaration;
            let handlers = entry.blueprint.handlers;
            let listens = handlers.iter().filter_map(|handler| match handler.trigger {
                Trigger::Ready(source) => Some(source),
                _ => None,
            });
            let hears = handlers.iter().filter_map(|handler| handler.from);
            let mut resolve = |reference, dependencies: &mut dyn Iterator<Item = Dependency>| {
                let mut places = Vec::new();
                for dependency in dependencies {
                    match names.get(dependency.name) {
                        Some(&place) => {
                            problems.extend(of_other_type(entry, &roster.entries, place, reference, dependency));
                            places.push(place);
                        }
                        // An order among those that are started; the compiler has seen that the type is a daemon.
                        None if reference == Reference::After && dependency.type_name.is_some() => {}
                        None => problems.push(unknown(entry, &roster.entries, reference, dependency)),
                    }
                }
                places
            };
            roster.needs.push(resolve(Reference::DependsOn, &mut declaration.depends_on.iter().copied()));
            roster.after.push(resolve(Reference::After, &mut declaration.after.iter().copied()));
            roster.ready.push(resolve(Reference::OnReady, &mut listens.into_iter()));
            resolve(Reference::From, &mut hears.into_iter());
        }
        roster
    }

    /// Who waits for whom before it starts.
    pub(super) fn graph(&self) -> Graph {
        Graph::of(&self.needs, &self.after)
    }

    /// The place of the daemon called `name`.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|entry| &*entry.name == name)
    }

    /// The nearest name in the roster.
    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        nearest_name(&self.entries, name)
    }
}

fn nearest_name(entries: &[Entry], name: &str) -> Option<String> {
    nearest(name, entries.iter().map(|entry| &*entry.name)).map(str::to_owned)
}

/// Of several daemons with one name, the one that belongs to the profile; an error if that is not one.
fn one_of_each_name(entries: &[Entry], profile: Option<&str>, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let mut entries = entries.to_vec();
    entries.sort_by(|a, b| (&a.name, a.source()).cmp(&(&b.name, b.source())));
    let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
    for group in entries.chunk_by(|a, b| a.name == b.name) {
        let mut chosen = group.iter().filter(|entry| entry.declared().is_in(profile));
        let first = chosen.next().unwrap_or(&group[0]);
        for second in chosen {
            problems.push(Problem::duplicate(first, second));
        }
        kept.push(first.clone());
    }
    kept
}

/// A type was written, it is there under another name, and its own name is another type's: two instances of a generic
/// daemon, say. What only stands in for a type, under its name, is fine.
fn of_other_type(
    entry: &Entry,
    entries: &[Entry],
    place: usize,
    reference: Reference,
    dependency: Dependency,
) -> Option<Problem> {
    let expected = (dependency.type_name?)();
    let found = &entries[place];
    let found_type = (found.blueprint.type_path)();
    if found_type == expected {
        return None;
    }
    let instance = entries.iter().find(|other| (other.blueprint.type_path)() == expected)?;
    Some(Problem::OtherType {
        daemon: entry.name.to_string(),
        source: named_at(entry, dependency),
        reference,
        name: found.name.to_string(),
        expected,
        found: found_type,
        instance: instance.name.to_string(),
    })
}

/// Where `entry` names `dependency`: the attribute of a method, or else the struct.
fn named_at(entry: &Entry, dependency: Dependency) -> Source {
    dependency.line.map_or_else(|| entry.source(), |line| entry.blueprint.hooks.at(line))
}

fn unknown(entry: &Entry, entries: &[Entry], reference: Reference, dependency: Dependency) -> Problem {
    let type_path = dependency.type_name.map(|type_name| type_name());
    let instances = entries.iter().filter(|other| type_path == Some((other.blueprint.type_path)()));
    Problem::UnknownDaemon {
        daemon: entry.name.to_string(),
        source: named_at(entry, dependency),
        reference,
        name: dependency.name.to_owned(),
        type_path,
        instances: instances.map(|other| other.name.to_string()).collect(),
        nearest: nearest_name(entries, dependency.name),
    }
}
