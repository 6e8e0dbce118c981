//! What is to happen next: the supervisor's decisions, as a pure state machine.
//!
//! Commands and reports come in, [`Act`]s come out. Nothing here reads a clock, spawns or waits, so that a command is
//! answered at once whatever the daemons do, and every decision can be tested as data. The room around it
//! (`supervise::supervisor`) carries the acts out, in order, before the next command or report is looked at.
//!
//! A *goal* is what was commanded (up or down), a *status* is where the daemon is. Commands change goals; [`Decider`]
//! then moves every unit that can move towards its goal, and whoever waited for that one, until nothing moves.

mod act;
mod advance;
mod cascade;
mod command;
mod deadline;
mod links;
mod neighbours;
mod report;
mod restart;
mod slot;
mod streak;
mod strict;
mod terms;
#[cfg(test)]
mod tests;
mod trouble;
mod verdict;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use act::{Act, Exit, Move};
pub(crate) use command::StartOrder;
pub(crate) use deadline::Stage;
use links::Linked;
pub(crate) use links::Links;
#[cfg(test)]
use neighbours::Neighbours;
use slot::{Goal, Slot};
pub(crate) use streak::{OFTEN, Streak};
pub(crate) use terms::Terms;

use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, Standing, Status};

/// The place of a daemon in its system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UnitId(u32);

impl UnitId {
    /// The unit at `index`.
    pub(crate) fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or_else(|_| unreachable!("more daemons than fit in memory")))
    }

    /// Its place in the system's tables.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A unit as decisions know it.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) name: Arc<str>,
    pub(crate) links: Links,
    pub(crate) terms: Terms,
}

/// Whether the system takes commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Open,
    ShuttingDown,
    Down,
}

/// The state machine.
pub(crate) struct Decider {
    slots: Vec<Slot>,
    /// Since the system began.
    now: Duration,
    /// Who brings about what is decided now.
    actor: Actor,
    /// For jitter.
    random: fastrand::Rng,
    phase: Phase,
    strictness: strict::Start,
    acts: Vec<Act>,
    /// Units whose `stuck` is to be looked at again, before any is moved.
    doubts: VecDeque<UnitId>,
    /// Units to look at again.
    agenda: VecDeque<UnitId>,
    /// How many slots are busy.
    busy: usize,
    /// How many slots are live.
    live: usize,
    /// How often a slot was looked at.
    #[cfg(test)]
    looks: std::cell::Cell<usize>,
}

impl Decider {
    /// `seed` decides the jitter.
    pub(crate) fn new(units: impl IntoIterator<Item = Profile>, seed: u64) -> Self {
        // Thousands of one type go by the same terms.
        let mut shared: Option<Arc<Terms>> = None;
        let slots = units.into_iter().map(|profile| {
            let terms = shared.take().filter(|terms| **terms == profile.terms);
            let terms = terms.unwrap_or_else(|| Arc::new(profile.terms));
            shared = Some(Arc::clone(&terms));
            Slot::new(profile.name, profile.links, terms)
        });
        let slots = slots.collect();
        Self {
            slots,
            now: Duration::ZERO,
            actor: Actor::Supervisor,
            random: fastrand::Rng::with_seed(seed),
            phase: Phase::Open,
            strictness: strict::Start::default(),
            acts: Vec::new(),
            doubts: VecDeque::new(),
            agenda: VecDeque::new(),
            busy: 0,
            live: 0,
            #[cfg(test)]
            looks: std::cell::Cell::default(),
        }
    }

    /// The next decision is taken at `now`, on behalf of `actor`.
    pub(crate) fn begin(&mut self, now: Duration, actor: Actor) {
        self.now = now;
        self.actor = actor;
    }

    fn slot(&self, unit: UnitId) -> &Slot {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        &self.slots[unit.index()]
    }

    fn ids(&self) -> impl Iterator<Item = UnitId> + use<> {
        (0..self.slots.len()).map(UnitId::new)
    }

    /// What is to be done, in order; each once.
    pub(crate) fn take_acts(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts)
    }

    /// Gives back the room of those that were taken.
    pub(crate) fn reuse(&mut self, mut acts: Vec<Act>) {
        acts.clear();
        if self.acts.is_empty() {
            self.acts = acts;
        }
    }

    pub(crate) fn status(&self, unit: UnitId) -> Status {
        self.slot(unit).status
    }

    /// Whether it is commanded to be up, and not for the last time.
    #[cfg(feature = "config")]
    pub(crate) fn is_to_run(&self, unit: UnitId) -> bool {
        self.slot(unit).goal == Goal::Up && self.slot(unit).status != Status::Completed
    }

    pub(crate) fn generation(&self, unit: UnitId) -> u64 {
        self.slot(unit).generation
    }

    pub(crate) fn failure(&self, unit: UnitId) -> Option<&Failure> {
        self.slot(unit).failure.as_ref()
    }

    /// Whether anybody has ever told it anything.
    pub(crate) fn was_commanded(&self, unit: UnitId) -> bool {
        self.slot(unit).commanded
    }

    /// Who brought about what it is doing.
    pub(crate) fn by(&self, unit: UnitId) -> &Actor {
        &self.slot(unit).by
    }

    /// Who took it along, by failing or by stopping itself, if somebody did.
    pub(crate) fn taken_along_by(&self, unit: UnitId) -> Option<UnitId> {
        let (Actor::Cascade(name) | Actor::Daemon(name)) = self.by(unit) else { return None };
        self.ids().find(|&other| other != unit && self.slot(other).name == *name)
    }

    /// What it failed with first of all.
    pub(crate) fn first_failure(&self, unit: UnitId) -> Option<&Failure> {
        self.slot(unit).trouble.first_failure.as_ref()
    }

    /// What the last generation failed with, in its stop too.
    pub(crate) fn exit_failure(&self, unit: UnitId) -> Option<&Failure> {
        let slot = self.slot(unit);
        match &slot.exit {
            Some(Exit::Failed(failure)) => Some(failure),
            _ => slot.trouble.mishap.as_ref(),
        }
    }

    /// Given up, and not come back yet.
    pub(crate) fn is_abandoned(&self, unit: UnitId) -> bool {
        self.slot(unit).abandoned
    }

    pub(crate) fn standing(&self, unit: UnitId) -> Standing<'_> {
        let slot = self.slot(unit);
        Standing {
            status: slot.status,
            leaving: matches!(slot.status, Status::Starting | Status::Running) && slot.is_going_down(),
            visited: slot.visited,
            commanded: slot.commanded || self.phase != Phase::Open,
            failure: slot.failure.as_ref(),
        }
    }

    /// Whether it is down for a failure, its own or that of one that it needs, and stays so unless somebody is commanded.
    pub(crate) fn is_lost(&self, unit: UnitId) -> bool {
        self.slot(unit).is_lost()
    }

    /// Whether everything that was started is up, over, has failed once, or waits for one that has.
    pub(crate) fn is_settled(&self) -> bool {
        self.busy == 0 && !self.is_failing_strictly()
    }
}
