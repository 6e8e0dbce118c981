//! What must hold of any app, whatever happens to it: the promises, as a model that reads the journal and the trace.
//!
//! The model knows the graph and the declarations and nothing of how decisions are made. It goes through what happened in
//! order, keeps what it knows of each daemon, and says what could not have happened.

mod cascade;
mod hooks;
mod moves;
mod restarts;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::daemon::{Declaration, Readiness};
use crate::lifecycle::Status;
use crate::lifecycle::journal::{Command, Record, What};
use crate::supervise::UnitId;
use crate::supervise::rig::{Note, Noted, Way};
use crate::system::System;

/// How late a timer may be: those of tokio count in milliseconds.
const LATE: Duration = Duration::from_millis(10);

/// Something that cannot have happened: which rule says so, and what.
pub(super) struct Broken {
    pub(super) rule: &'static str,
    pub(super) what: String,
}

type Verdict = Result<(), Broken>;

/// It holds, or `rule` is broken.
fn rule(rule: &'static str, holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(Broken { rule, what: what() }) }
}

/// What is known of a daemon before anything happens.
struct Facts {
    name: String,
    declaration: Declaration,
    needs: Vec<usize>,
    after: Vec<usize>,
    dependents: Vec<usize>,
}

/// What is known of a daemon from what has happened.
struct Life {
    status: Status,
    /// Since when it is that.
    since: Duration,
    generation: u64,
    /// How its generation ends, as that has said.
    way: Option<Way>,
    /// It was told something since its generation began to stop, or another of those around it was.
    disturbed: bool,
    hooks: hooks::Hooks,
    restarts: restarts::Restarts,
}

/// The daemons of an app, and where they are in a history.
pub(super) struct Model {
    facts: Vec<Facts>,
    lives: Vec<Life>,
    /// The numbers of the records of starts by force.
    forced: BTreeSet<u64>,
    incidents: cascade::Incidents,
    number: u64,
    now: Duration,
    /// The shutdown has begun.
    ending: bool,
    over: bool,
    places: BTreeMap<String, usize>,
}

impl Model {
    pub(super) fn of(system: &System) -> Self {
        let units = &system.supervisor().units;
        let places: BTreeMap<String, usize> =
            units.iter().enumerate().map(|(place, unit)| (unit.name.to_string(), place)).collect();
        let named = |names: &[String]| names.iter().filter_map(|name| places.get(name).copied()).collect();
        let mut facts: Vec<Facts> = units
            .iter()
            .zip(&system.plan().daemons)
            .map(|(unit, planned)| Facts {
                name: unit.name.to_string(),
                declaration: *unit.settings().declaration,
                needs: named(&planned.depends_on),
                after: named(&planned.after),
                dependents: Vec::new(),
            })
            .collect();
        for place in 0..facts.len() {
            for need in facts[place].needs.clone() {
                facts[need].dependents.push(place);
            }
        }
        let lives = facts.iter().map(|_| Life {
            status: Status::Stopped,
            since: Duration::ZERO,
            generation: 0,
            way: None,
            disturbed: false,
            hooks: hooks::Hooks::default(),
            restarts: restarts::Restarts::default(),
        });
        Self {
            lives: lives.collect(),
            incidents: cascade::Incidents::of(facts.len()),
            forced: BTreeSet::new(),
            number: 0,
            now: Duration::ZERO,
            ending: false,
            over: false,
            facts,
            places,
        }
    }

    /// The longest that a shutdown may take: the longest chain, one after the other.
    pub(super) fn longest_stop(&self) -> Duration {
        let mut longest = vec![None; self.facts.len()];
        let chains = (0..self.facts.len()).map(|place| self.chain(place, &mut longest));
        chains.max().unwrap_or_default() + LATE
    }

    fn chain(&self, place: usize, longest: &mut Vec<Option<Duration>>) -> Duration {
        if let Some(known) = longest[place] {
            return known;
        }
        let facts = &self.facts[place];
        let below =
            facts.needs.iter().chain(&facts.after).map(|&need| self.chain(need, longest)).max().unwrap_or_default();
        let own = facts.declaration.stop_timeout.saturating_add(LATE);
        *longest[place].insert(own.saturating_add(below))
    }

    /// Goes on with `records`, and what was `noted` meanwhile. `forced` are the records of starts by force.
    pub(super) fn follow(&mut self, records: &[Record], noted: &[Noted], forced: &[u64]) -> Verdict {
        self.forced.extend(forced);
        let mut noted = noted.iter().peekable();
        for record in records {
            while let Some(note) = noted.next_if(|note| note.journal < record.number) {
                self.note(note)?;
            }
            self.record(record)?;
        }
        noted.try_for_each(|note| self.note(note))
    }

    fn record(&mut self, record: &Record) -> Verdict {
        rule("the journal has no gaps", record.number == self.number + 1, || {
            format!("{} comes after {}", record.number, self.number)
        })?;
        rule("the journal's time does not go back", record.monotonic >= self.now, || record.to_string())?;
        rule("nothing happens after the end", !self.over, || record.to_string())?;
        (self.number, self.now) = (record.number, record.monotonic);
        match &record.what {
            What::ShuttingDown => {
                self.ending = true;
                self.lives.iter_mut().for_each(|life| life.disturbed = true);
            }
            What::Ended { .. } => {
                self.over = true;
                for (facts, life) in self.facts.iter().zip(&self.lives) {
                    rule("everybody is at rest in the end", life.status.is_at_rest(), || {
                        format!("{} is {}", facts.name, life.status)
                    })?;
                }
            }
            What::Commanded(command) => {
                self.lives.iter_mut().for_each(|life| life.disturbed = true);
                if let Some(&place) = record.daemon.as_deref().and_then(|daemon| self.places.get(daemon)) {
                    let forced = self.forced.contains(&record.number);
                    if *command == Command::Reset || (*command == Command::Start && forced) {
                        self.lives[place].restarts.forget();
                    }
                }
            }
            What::Moved { from, to, retry, .. } => {
                let Some(&place) = record.daemon.as_deref().and_then(|daemon| self.places.get(daemon)) else {
                    return Err(Broken { rule: "only daemons move", what: record.to_string() });
                };
                self.moved(place, *from, *to, record)?;
                self.follow_restarts(place, *from, *to, *retry, record)?;
                self.follow_cascade(place, *to, record)?;
                let life = &mut self.lives[place];
                (life.status, life.since) = (*to, record.monotonic);
                if *to == Status::Stopping {
                    life.disturbed = false;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, noted: &Noted) -> Verdict {
        let place = place(noted.unit);
        if let Note::Ending(way) = noted.note {
            let life = &mut self.lives[place];
            if noted.generation == life.generation {
                life.way.get_or_insert(way);
            }
        }
        self.follow_hooks(place, noted)
    }

    /// Whether `need` is there for those who need it.
    fn is_there(&self, need: usize) -> bool {
        match self.lives[need].status {
            Status::Completed => true,
            Status::Running => self.facts[need].declaration.ready != Readiness::Completed,
            _ => false,
        }
    }

    /// What holds once nothing is on its way any more.
    pub(super) fn calm(&self) -> Verdict {
        for (facts, life) in self.facts.iter().zip(&self.lives) {
            let missing = facts.needs.iter().find(|&&need| !self.is_there(need));
            let keeps = facts.declaration.on_dependency_failure == crate::daemon::OnDependencyFailure::Keep;
            if let (Status::Running, Some(&missing), false) = (life.status, missing, keeps) {
                // Above somebody who keeps on without it, it is there for good.
                let what = format!(
                    "{} is running, and {} is {}",
                    facts.name, self.facts[missing].name, self.lives[missing].status
                );
                rule("nobody runs without those it needs", false, || what)?;
            }
            let waits_for_nobody = life.status == Status::Waiting && missing.is_none() && facts.after.is_empty();
            rule("nobody waits for nothing", !waits_for_nobody, || facts.name.clone())?;
        }
        Ok(())
    }

    pub(super) fn status(&self, place: usize) -> Status {
        self.lives[place].status
    }

    pub(super) fn name(&self, place: usize) -> &str {
        &self.facts[place].name
    }
}

fn place(unit: UnitId) -> usize {
    unit.index()
}
