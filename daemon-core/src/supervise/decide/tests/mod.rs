//! The decisions as tables: what was said, and what followed. `a` needs nobody as a rule, `b` needs `a`, and so on.

mod cascade;
mod commands;
mod cost;
mod critical;
mod explore;
mod interleavings;
mod reports;
mod restarts;
mod sequences;

use std::time::Duration;

use super::{Act, Decider, Exit, Links, Move, Profile, Stage, Terms, UnitId};
use crate::daemon::{Declaration, OnDependencyFailure, Restart, RestartPolicy, Source};
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, FailureKind, Status};

/// Whom a unit needs, and whom it starts after.
type Row<'a> = (&'a [usize], &'a [usize]);

const ALONE: Row<'static> = (&[], &[]);

/// A decider whose acts are noted instead of carried out.
struct Rig {
    decider: Decider,
}

/// The unit at `index`.
fn id(index: usize) -> UnitId {
    UnitId::new(index)
}

/// What a daemon without any option declares.
fn defaults() -> Terms {
    Terms::from(&Declaration::new("", "", Source::new("", 0)))
}

fn failed() -> Exit {
    Exit::Failed(Failure::new(FailureKind::Init, "as the test says"))
}

fn unavailable() -> Exit {
    Exit::Failed(Failure::new(FailureKind::Unavailable, "as the test says"))
}

/// The links of each unit, as the app would make them.
fn links(rows: &[Row<'_>]) -> Vec<Links> {
    let ids = |places: &[usize]| places.iter().copied().map(id).collect();
    let mut links: Vec<Links> = Vec::new();
    for (needs, after) in rows {
        links.push(Links { needs: ids(needs), after: ids(after), ..Links::default() });
    }
    for (place, (needs, after)) in rows.iter().enumerate() {
        needs.iter().for_each(|&need| links[need].dependents.push(id(place)));
        after.iter().for_each(|&before| links[before].followers.push(id(place)));
    }
    links
}

impl Rig {
    /// Nobody is restarted, and nobody minds the failure of others.
    fn new(rows: &[Row<'_>]) -> Self {
        let terms = Terms {
            restart: Restart::DEFAULT.policy(RestartPolicy::Never),
            on_dependency_failure: OnDependencyFailure::Keep,
            ..defaults()
        };
        Self::with(rows, &vec![terms; rows.len()])
    }

    /// Each on terms of its own.
    fn with(rows: &[Row<'_>], terms: &[Terms]) -> Self {
        let profiles = links(rows).into_iter().zip(terms).enumerate();
        let profiles = profiles.map(|(unit, (links, terms))| Profile {
            name: letter(id(unit)).to_string().into(),
            links,
            terms: *terms,
        });
        Self { decider: Decider::new(profiles, 1) }
    }

    /// All units of `rows` started and, in order, running.
    fn running(rows: &[Row<'_>]) -> Self {
        Self::new(rows).up(rows.len())
    }

    /// The first `count` units started and, in order, running.
    fn up(self, count: usize) -> Self {
        let mut rig = self;
        let all: Vec<usize> = (0..count).collect();
        rig.start(&all);
        for &unit in &all {
            rig.ready(unit);
            assert_eq!(rig.status(unit), Status::Running);
        }
        rig
    }

    /// Time goes on by `seconds`, and the deadline that comes then is `stage`.
    fn later(&mut self, unit: usize, stage: Stage, seconds: u64) -> Vec<String> {
        let generation = self.generation(unit);
        let now = self.decider.now + Duration::from_secs(seconds);
        self.decider.begin(now, Actor::Supervisor);
        self.moves(|decider| decider.overdue(id(unit), generation, stage, None))
    }

    /// Takes a decision and returns what is to be done, as text.
    fn acts<R>(&mut self, decision: impl FnOnce(&mut Decider) -> R) -> Vec<String> {
        decision(&mut self.decider);
        self.decider.take_acts().iter().filter(|act| !matches!(act, Act::Commanded { .. })).map(text).collect()
    }

    /// Takes a decision and returns who goes where.
    fn moves<R>(&mut self, decision: impl FnOnce(&mut Decider) -> R) -> Vec<String> {
        decision(&mut self.decider);
        let acts = self.decider.take_acts();
        acts.iter().filter(|act| matches!(act, Act::Moved(_) | Act::Down)).map(text).collect()
    }

    fn start(&mut self, units: &[usize]) -> Vec<String> {
        let units: Vec<UnitId> = units.iter().copied().map(id).collect();
        self.moves(|decider| decider.start(&units))
    }

    fn stop(&mut self, unit: usize) -> Vec<String> {
        self.moves(|decider| decider.stop(&[id(unit)]))
    }

    fn restart(&mut self, unit: usize) -> Vec<String> {
        self.moves(|decider| decider.restart(id(unit)))
    }

    fn ready(&mut self, unit: usize) -> Vec<String> {
        let generation = self.generation(unit);
        self.moves(|decider| decider.ready(id(unit), generation))
    }

    fn ending(&mut self, unit: usize, exit: Exit) -> Vec<String> {
        let generation = self.generation(unit);
        self.moves(|decider| decider.ending(id(unit), generation, exit))
    }

    fn gone(&mut self, unit: usize) -> Vec<String> {
        let generation = self.generation(unit);
        self.moves(|decider| decider.gone(id(unit), generation))
    }

    /// The generation ends, and nothing of it is left.
    fn ends(&mut self, unit: usize, exit: Exit) -> Vec<String> {
        let mut moves = self.ending(unit, exit);
        moves.extend(self.gone(unit));
        moves
    }

    fn status(&self, unit: usize) -> Status {
        self.decider.status(id(unit))
    }

    fn generation(&self, unit: usize) -> u64 {
        self.decider.generation(id(unit))
    }

    fn waits_for(&self, unit: usize) -> Vec<usize> {
        self.decider.blockers(id(unit)).into_iter().map(UnitId::index).collect()
    }
}

fn letter(unit: UnitId) -> char {
    char::from_u32('a' as u32 + u32::try_from(unit.index()).expect("tables are small")).expect("tables are small")
}

fn text(act: &Act) -> String {
    match *act {
        Act::Moved(Move { unit, to, .. }) => format!("{} {to}", letter(unit)),
        Act::Launch { unit, generation } => format!("launch {}#{generation}", letter(unit)),
        Act::Stop { unit, drain: true } => format!("drain {}", letter(unit)),
        Act::Stop { unit, drain: false } => format!("stop {}", letter(unit)),
        Act::Expire { unit, stage } => format!("expire {} {stage:?}", letter(unit)),
        Act::Arm { unit, stage, after } => format!("arm {} {stage:?} {after:?}", letter(unit)),
        Act::Disarm { unit } => format!("disarm {}", letter(unit)),
        Act::Answer { unit } => format!("answer {}", letter(unit)),
        Act::InVain { unit, culprit } => format!("{} in vain for {}", letter(unit), letter(culprit)),
        Act::Commanded { unit, command, .. } => format!("{command} {}!", letter(unit)),
        Act::RestartsOften { unit, count } => format!("{} restarted {count} times", letter(unit)),
        Act::CriticalDown { unit, .. } => format!("{} is critical", letter(unit)),
        Act::Down => "down".to_owned(),
    }
}
