//! Everything that can be known without starting anything.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use daemon_grammar::{name, nearest};

use super::App;
use super::plan::{Checked, Plan};
use super::problem::{CheckError, Problem};
use super::roster::Roster;
use super::run::CRITICAL_FAILURE;
use crate::caught::guard;
use crate::daemon::{Handler, Readiness, Trigger};
use crate::event::EventType;
use crate::graph::Graph;
use crate::lifecycle::{event_types, is_lifecycle};
use crate::mailbox::Overflow;
use crate::resource::short_name;

impl App {
    /// Finds everything that can be known without starting anything: names, references, cycles, profiles, resources,
    /// topics, periods, schedules, and budgets that add up past the total. No daemon's code runs, but for the expressions in
    /// `#[interval(every = …)]`; nothing given to [`provide_with`](Self::provide_with) is made.
    ///
    /// # Errors
    ///
    /// All problems at once, each once, in the order of [`Problem`].
    pub fn check(&self) -> Result<Plan, CheckError> {
        self.checked().map(|checked| Arc::unwrap_or_clone(checked.plan))
    }

    pub(super) fn checked(&self) -> Result<Checked, CheckError> {
        let mut problems = Vec::new();
        let roster = Roster::resolve(self, &mut problems);
        self.check_names(&roster, &mut problems);
        let graph =
            Graph::new(roster.needs.iter().zip(&roster.after).map(|(a, b)| [&a[..], &b[..]].concat()).collect());
        let acyclic = graph.order();
        if let Err(cycles) = &acyclic {
            problems.extend(cycles.iter().map(|cycle| Problem::cycle(&roster, cycle)));
        }
        let starts = self.select(&roster);
        self.check_resources(&roster, &starts, &mut problems);
        check_topics(&roster, &mut problems);
        check_overflow(&roster, &mut problems);
        check_periods(&roster, &mut problems);
        check_schedules(&roster, &mut problems);
        check_jobs(&roster, &mut problems);
        if self.critical_failure().is_none() {
            let (setting, word, known) = ("on_critical_failure", self.on_critical_failure.clone(), CRITICAL_FAILURE);
            problems.push(Problem::UnknownWord { setting, word, known });
        }
        if acyclic.is_ok() {
            self.check_budgets(&roster, &graph, &starts, &mut problems);
        }
        if !problems.is_empty() {
            return Err(CheckError::new(problems));
        }
        let plan = Arc::new(Plan::new(&roster, &graph, &starts));
        Ok(Checked { roster, starts, plan })
    }

    /// Names that somebody wrote, outside attributes.
    fn check_names(&self, roster: &Roster, problems: &mut Vec<Problem>) {
        for entry in &roster.entries {
            if let Err(error) = name::check(&entry.name) {
                problems.push(Problem::BadName { name: entry.name.to_string(), error: error.to_string() });
            }
        }
        for name in self.expect.iter().filter(|name| roster.find(name).is_none()) {
            problems.push(Problem::NotLinked { name: name.clone(), nearest: roster.nearest(name) });
        }
        for name in self.only.iter().flatten().filter(|name| roster.find(name).is_none()) {
            problems.push(Problem::UnknownOnly { name: name.clone(), nearest: roster.nearest(name) });
        }
        if let Some(profile) = self.profile.as_ref().filter(|_| self.known_profile().is_none()) {
            let known = self.entries.iter().flat_map(|entry| entry.blueprint.declaration.profiles);
            let known: BTreeSet<&str> = known.copied().collect();
            problems.push(Problem::UnknownProfile {
                profile: profile.clone(),
                known: known.iter().map(ToString::to_string).collect(),
                nearest: nearest(profile, known.iter().copied()).map(str::to_owned),
            });
        }
    }

    /// The profile, if some daemon names it. An unknown one is a problem of its own and hides no others.
    pub(super) fn known_profile(&self) -> Option<&str> {
        let mut known = self.entries.iter().flat_map(|entry| entry.blueprint.declaration.profiles);
        self.profile.as_deref().filter(|profile| known.any(|known| known == profile))
    }

    /// Whom to start: who is asked for, and whom they need.
    fn select(&self, roster: &Roster) -> Vec<bool> {
        let asked = |place: &usize| {
            let entry = &roster.entries[*place];
            match &self.only {
                Some(only) => only.iter().any(|name| **name == *entry.name),
                None => entry.blueprint.declaration.autostart && entry.is_in(self.known_profile()),
            }
        };
        Graph::new(roster.needs.clone()).closure((0..roster.entries.len()).filter(asked))
    }

    fn check_resources(&self, roster: &Roster, starts: &[bool], problems: &mut Vec<Problem>) {
        for (entry, _) in roster.entries.iter().zip(starts).filter(|(_, starts)| **starts) {
            for need in entry.blueprint.declaration.resources {
                if !self.providers.iter().any(|provider| provider.type_id == (need.type_id)()) {
                    let type_name = (need.type_name)();
                    problems.push(Problem::MissingResource {
                        daemon: entry.name.to_string(),
                        source: entry.source(),
                        field: need.field,
                        type_name,
                        example: short_name(type_name),
                    });
                }
            }
        }
    }

    /// A chain of daemons stops one after the other: together they must fit into the time there is.
    fn check_budgets(&self, roster: &Roster, graph: &Graph, starts: &[bool], problems: &mut Vec<Problem>) {
        let budget = |place: usize| roster.entries[place].blueprint.declaration.stop_timeout;
        let chain = graph.heaviest_chain(starts, |place| budget(place).as_nanos());
        let total = chain.iter().fold(Duration::ZERO, |sum, &place| sum.saturating_add(budget(place)));
        if total > self.shutdown_timeout {
            let named = |place: usize| (roster.entries[place].name.to_string(), budget(place));
            problems.push(Problem::StopBudget {
                chain: chain.into_iter().rev().map(named).collect(),
                total,
                shutdown_timeout: self.shutdown_timeout,
            });
        }
    }
}

/// Two event types of one topic would be one thing to an operator.
fn check_topics(roster: &Roster, problems: &mut Vec<Problem>) {
    let mut topics: HashMap<&str, EventType> = event_types().map(|event| (event.topic, event)).collect();
    for entry in &roster.entries {
        for event in entry.blueprint.handlers.iter().filter_map(Handler::event_type) {
            let first = *topics.entry(event.topic).or_insert(event);
            if first.id != event.id {
                let types = [first.type_name, event.type_name];
                problems.push(Problem::TopicClash { topic: event.topic, types });
            }
        }
    }
}

/// Lifecycle events are never dropped.
fn check_overflow(roster: &Roster, problems: &mut Vec<Problem>) {
    for entry in &roster.entries {
        for handler in entry.blueprint.handlers {
            let Some(event) = handler.event_type() else { continue };
            if handler.overflow != Overflow::Wait && is_lifecycle(event.id) {
                problems.push(Problem::LossyLifecycle {
                    daemon: entry.name.to_string(),
                    source: entry.blueprint.hooks.at(handler.line),
                    handler: handler.name,
                    topic: event.topic,
                });
            }
        }
    }
}

/// What the compiler finds for daemons that are registered at link time.
fn check_jobs(roster: &Roster, problems: &mut Vec<Problem>) {
    for entry in &roster.entries {
        let blueprint = &entry.blueprint;
        if blueprint.declaration.ready == Readiness::Completed && blueprint.hooks.run.is_none() {
            problems.push(Problem::JobWithoutRun { daemon: entry.name.to_string(), source: entry.source() });
        }
    }
}

/// Periods that are expressions must come out above zero, and above the jitter.
fn check_periods(roster: &Roster, problems: &mut Vec<Problem>) {
    for entry in &roster.entries {
        for handler in entry.blueprint.handlers {
            let Trigger::Interval(interval) = handler.trigger else { continue };
            let wrong = match guard(|| interval.period.get()) {
                Ok(period) => interval.wrong(period),
                Err(panic) => Some(format!("has a period whose expression panics: {panic}")),
            };
            let Some(wrong) = wrong else { continue };
            problems.push(Problem::BadPeriod {
                daemon: entry.name.to_string(),
                timer: interval.name,
                source: entry.blueprint.hooks.at(handler.line),
                wrong,
            });
        }
    }
}

/// The compiler has read expressions and zones; the database of zones is this program's.
fn check_schedules(roster: &Roster, problems: &mut Vec<Problem>) {
    for entry in &roster.entries {
        for handler in entry.blueprint.handlers {
            let Trigger::Schedule(timetable) = handler.trigger else { continue };
            let Some(wrong) = timetable.wrong() else { continue };
            problems.push(Problem::BadSchedule {
                daemon: entry.name.to_string(),
                timer: timetable.name(),
                source: entry.blueprint.hooks.at(handler.line),
                wrong,
            });
        }
    }
}
