//! Everything that can be known without starting anything.

use std::collections::{BTreeSet, HashMap};

use daemon_grammar::{name, nearest};

use super::App;
#[cfg(feature = "config")]
use super::configure;
use super::plan::{Checked, Plan};
use super::problem::{CheckError, Problem};
use super::roster::Roster;
use super::run::CRITICAL_FAILURE;
use super::terms::Terms;
use crate::catalog::Entry;
use crate::config::AppSettings;
use crate::daemon::{Handler, OnUnhealthy, Readiness, Trigger};
use crate::event::EventType;
use crate::lifecycle::{event_types, is_lifecycle};
use crate::mailbox::Overflow;

impl App {
    /// Finds everything that can be known without starting anything: names, references, cycles, profiles, resources,
    /// topics, periods, schedules, and budgets that add up past the total. No daemon's code runs, but for the expressions in
    /// `#[interval(every = …)]`; nothing given to [`provide_with`](Self::provide_with) is made.
    ///
    /// # Errors
    ///
    /// All problems at once, each once, in the order of [`Problem`].
    pub fn check(&self) -> Result<Plan, CheckError> {
        self.checked().map(|checked| checked.plan())
    }

    pub(super) fn checked(&self) -> Result<Checked, CheckError> {
        let mut problems = Vec::new();
        #[cfg(feature = "config")]
        let (layers, profiles, configured) = configure::read(&self.sources, &self.entries, &mut problems);
        #[cfg(not(feature = "config"))]
        let (profiles, configured) = (declared_profiles(&self.entries), AppSettings::default());
        let settings = self.choices.over(configured);
        // An unknown one is a problem of its own and hides no others.
        let profile = settings.profile.as_deref().filter(|profile| profiles.iter().any(|known| known == profile));
        let roster = Roster::resolve(&self.entries, profile, &mut problems);
        #[cfg(feature = "config")]
        let roster = configure::settle(&layers, roster, &mut problems);
        self.check_names(&roster, &settings, &profiles, &mut problems);
        let acyclic = roster.graph().order();
        if let Err(cycles) = &acyclic {
            problems.extend(cycles.iter().map(|cycle| Problem::cycle(&roster, cycle)));
        }
        check_topics(&roster, &mut problems);
        check_overflow(&roster, &mut problems);
        check_schedules(&roster, &mut problems);
        check_jobs(&roster, &mut problems);
        check_health(&roster, &mut problems);
        let terms = Terms {
            settings: &settings,
            profile,
            is_provided: &|type_id| self.providers.iter().any(|provider| provider.type_id == type_id),
            acyclic: acyclic.is_ok(),
        };
        let starts = terms.check(&roster, &mut problems);
        if !problems.is_empty() {
            return Err(CheckError::new(problems));
        }
        Ok(Checked { roster, settings, starts })
    }

    /// Names that somebody wrote, outside attributes.
    fn check_names(&self, roster: &Roster, settings: &AppSettings, profiles: &[String], problems: &mut Vec<Problem>) {
        for entry in &roster.entries {
            if let Err(error) = name::check(&entry.name) {
                problems.push(Problem::BadName { name: entry.name.to_string(), error: error.to_string() });
            }
        }
        for name in self.expect.iter().filter(|name| roster.find(name).is_none()) {
            problems.push(Problem::NotLinked { name: name.clone(), nearest: roster.nearest(name) });
        }
        for name in settings.only.iter().flatten().filter(|name| roster.find(name).is_none()) {
            problems.push(Problem::UnknownOnly { name: name.clone(), nearest: roster.nearest(name) });
        }
        if let Some(profile) = settings.profile.as_ref().filter(|profile| !profiles.contains(profile)) {
            problems.push(Problem::UnknownProfile {
                profile: profile.clone(),
                known: profiles.to_vec(),
                nearest: nearest(profile, profiles.iter().map(String::as_str)).map(str::to_owned),
            });
        }
        if !CRITICAL_FAILURE.contains(&settings.on_critical_failure.as_str()) {
            let word = settings.on_critical_failure.clone();
            problems.push(Problem::UnknownWord { setting: "on_critical_failure", word, known: CRITICAL_FAILURE });
        }
    }
}

/// The profiles that daemons name, each once.
pub(super) fn declared_profiles(entries: &[Entry]) -> Vec<String> {
    let profiles = entries.iter().flat_map(|entry| entry.blueprint.declaration.profiles);
    let profiles: BTreeSet<&str> = profiles.copied().collect();
    profiles.into_iter().map(str::to_owned).collect()
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
        let blueprint = entry.blueprint;
        if blueprint.declaration.ready == Readiness::Completed && blueprint.hooks.run.is_none() {
            problems.push(Problem::JobWithoutRun { daemon: entry.name.to_string(), source: entry.source() });
        }
    }
}

/// Nobody would ever say that it is unhealthy.
pub(super) fn check_health(roster: &Roster, problems: &mut Vec<Problem>) {
    for (entry, settings) in roster.entries.iter().zip(&roster.settings) {
        let is_checked = entry.blueprint.handlers.iter().any(|handler| matches!(handler.trigger, Trigger::Health(_)));
        if settings.declaration.on_unhealthy == OnUnhealthy::Restart && !is_checked && !entry.is_stand_in() {
            problems.push(Problem::RestartedWithoutCheck { daemon: entry.name.to_string(), source: entry.source() });
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
