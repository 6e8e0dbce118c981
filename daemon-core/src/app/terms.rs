//! What depends on how daemons are configured: whom to start, and whether that is possible.

use std::any::TypeId;
use std::time::Duration;

use super::problem::Problem;
use super::roster::Roster;
use crate::caught::guard;
use crate::config::AppSettings;
use crate::daemon::Trigger;
use crate::graph::Graph;
use crate::limits::is_measured;
use crate::resource::short_name;

/// What daemons are looked at with.
pub(super) struct Terms<'a> {
    pub(super) settings: &'a AppSettings,
    /// The profile, if some daemon names it.
    pub(super) profile: Option<&'a str>,
    pub(super) is_provided: &'a dyn Fn(TypeId) -> bool,
    /// Whether nobody waits for itself.
    pub(super) acyclic: bool,
}

impl Terms<'_> {
    /// Looks for everything that is wrong; says who starts.
    pub(super) fn check(&self, roster: &Roster, problems: &mut Vec<Problem>) -> Vec<bool> {
        let starts = self.select(roster);
        check_disabled(roster, &starts, problems);
        self.check_resources(roster, &starts, problems);
        check_periods(roster, problems);
        check_memory(roster, problems);
        if self.acyclic {
            self.check_budgets(roster, &starts, problems);
        }
        starts
    }

    /// Whom to start: who is asked for, and whom they need.
    fn select(&self, roster: &Roster) -> Vec<bool> {
        let asked = |place: &usize| {
            let (entry, settings) = (&roster.entries[*place], &roster.settings[*place]);
            settings.enabled
                && match &self.settings.only {
                    Some(only) => only.iter().any(|name| **name == *entry.name),
                    None => settings.declaration.autostart && settings.is_in(self.profile),
                }
        };
        Graph::new(roster.needs.clone()).closure((0..roster.entries.len()).filter(asked))
    }

    fn check_resources(&self, roster: &Roster, starts: &[bool], problems: &mut Vec<Problem>) {
        for (entry, _) in roster.entries.iter().zip(starts).filter(|(_, starts)| **starts) {
            for need in entry.blueprint.declaration.resources {
                if !(self.is_provided)((need.type_id)()) {
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
    fn check_budgets(&self, roster: &Roster, starts: &[bool], problems: &mut Vec<Problem>) {
        let shutdown_timeout = self.settings.shutdown_timeout;
        let budget = |place: usize| roster.settings[place].declaration.stop_timeout;
        let chain = roster.graph().heaviest_chain(starts, |place| budget(place).as_nanos());
        let total = chain.iter().fold(Duration::ZERO, |sum, &place| sum.saturating_add(budget(place)));
        if total > shutdown_timeout {
            let named = |place: usize| (roster.entries[place].name.to_string(), budget(place));
            let chain = chain.into_iter().rev().map(named).collect();
            problems.push(Problem::StopBudget { chain, total, shutdown_timeout });
        }
    }
}

/// Who starts needs those that it depends on.
fn check_disabled(roster: &Roster, starts: &[bool], problems: &mut Vec<Problem>) {
    for (place, needs) in roster.needs.iter().enumerate().filter(|(place, _)| starts[*place]) {
        for &need in needs.iter().filter(|need| !roster.settings[**need].enabled) {
            problems.push(Problem::DependsOnDisabled {
                daemon: roster.entries[place].name.to_string(),
                source: roster.entries[place].source(),
                name: roster.entries[need].name.to_string(),
                #[cfg(feature = "config")]
                place: roster.settings[need].enabled_at.clone(),
            });
        }
    }
}

/// Periods that are expressions must come out above zero, and above the jitter.
fn check_periods(roster: &Roster, problems: &mut Vec<Problem>) {
    for (entry, settings) in roster.entries.iter().zip(&roster.settings) {
        for (slot, handler) in entry.blueprint.handlers.iter().enumerate() {
            let Trigger::Interval(interval) = handler.trigger else { continue };
            let interval = settings.interval(slot, interval);
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

/// A limit that nothing holds would be silence.
fn check_memory(roster: &Roster, problems: &mut Vec<Problem>) {
    for (entry, settings) in roster.entries.iter().zip(&roster.settings) {
        if let Some(limit) = settings.declaration.limits.memory.filter(|_| !is_measured()) {
            problems.push(Problem::MemoryNotMeasured { daemon: entry.name.to_string(), source: entry.source(), limit });
        }
    }
}
