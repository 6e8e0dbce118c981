//! The decisions as tables: what was said, and what followed. `a` needs nobody as a rule, `b` needs `a`, and so on.

mod cost;
mod explore;
mod sequences;

use std::time::Duration;

use super::{Act, Budget, Decider, Exit, Links, UnitId};
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
    fn new(rows: &[Row<'_>]) -> Self {
        let budget = Budget { start: Duration::from_secs(30), stop: Duration::from_secs(5) };
        Self { decider: Decider::new(links(rows).into_iter().zip(std::iter::repeat(budget))) }
    }

    /// All units of `rows` started and, in order, running.
    fn running(rows: &[Row<'_>]) -> Self {
        let mut rig = Self::new(rows);
        let all: Vec<usize> = (0..rows.len()).collect();
        rig.start(&all);
        for &unit in &all {
            rig.ready(unit);
            assert_eq!(rig.status(unit), Status::Running);
        }
        rig
    }

    /// Takes a decision and returns what is to be done, as text.
    fn acts<R>(&mut self, decision: impl FnOnce(&mut Decider) -> R) -> Vec<String> {
        decision(&mut self.decider);
        self.decider.take_acts().iter().map(text).collect()
    }

    /// Takes a decision and returns who goes where.
    fn moves<R>(&mut self, decision: impl FnOnce(&mut Decider) -> R) -> Vec<String> {
        decision(&mut self.decider);
        let acts = self.decider.take_acts();
        acts.iter().filter(|act| matches!(act, Act::Moved { .. } | Act::Down)).map(text).collect()
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
    char::from(b'a' + u8::try_from(unit.index()).expect("tables are small"))
}

fn text(act: &Act) -> String {
    match *act {
        Act::Moved { unit, to, .. } => format!("{} {to}", letter(unit)),
        Act::Launch { unit, generation } => format!("launch {}#{generation}", letter(unit)),
        Act::Stop { unit, drain: true } => format!("drain {}", letter(unit)),
        Act::Stop { unit, drain: false } => format!("stop {}", letter(unit)),
        Act::Expire { unit, stage } => format!("expire {} {stage:?}", letter(unit)),
        Act::Arm { unit, stage, after } => format!("arm {} {stage:?} {after:?}", letter(unit)),
        Act::Disarm { unit } => format!("disarm {}", letter(unit)),
        Act::Answer { unit } => format!("answer {}", letter(unit)),
        Act::InVain { unit, culprit } => format!("{} in vain for {}", letter(unit), letter(culprit)),
        Act::Down => "down".to_owned(),
    }
}
