//! What is known of a unit.

use std::sync::Arc;

use super::neighbours::Neighbours;
use super::trouble::Troubles;
use super::{Exit, Linked, Links, Stage, Terms, UnitId};
use crate::daemon::{OnDependencyFailure, Readiness};
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, Status, StatusSet};

/// What was commanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    Up,
    Down,
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own moment")]
pub(super) struct Slot {
    pub(super) name: Arc<str>,
    pub(super) links: Linked,
    pub(super) neighbours: Neighbours,
    pub(super) terms: Arc<Terms>,
    pub(super) status: Status,
    pub(super) goal: Goal,
    /// Stop first, then start again.
    pub(super) bounce: bool,
    pub(super) generation: u64,
    /// How the generation that is stopping ends, once it has said so.
    pub(super) exit: Option<Exit>,
    /// Of a stop, the stage whose time is running.
    pub(super) stage: Option<Stage>,
    /// The generation that is stopping is in its `#[cleanup]`.
    pub(super) cleaning: bool,
    /// The generation was not ready in time, whatever it says later.
    pub(super) overdue: bool,
    /// Given up: a thread is blocked in it, and it may yet come back.
    pub(super) abandoned: bool,
    /// For whom it is Waiting, directly or through others, who will not come without a command.
    pub(super) stuck: Option<UnitId>,
    /// It is Waiting, directly or through others, for somebody who is down for a failure and is not tried again.
    pub(super) lost: bool,
    /// It is Waiting, directly or through others, for somebody who has failed once.
    pub(super) late: bool,
    /// How often it was commanded or has become Running: failures between two of these are one incident.
    pub(super) incident: u64,
    /// It has come to something, good or bad, since it was last commanded to start.
    pub(super) settled: bool,
    pub(super) commanded: bool,
    pub(super) visited: StatusSet,
    /// What it failed with last, or whose failure it follows, since it was last commanded.
    pub(super) failure: Option<Failure>,
    pub(super) trouble: Troubles,
    /// The pause before a restart is not over.
    pub(super) held: bool,
    /// Its stop is to be cut short.
    pub(super) hurry: bool,
    /// Who brought about what it is doing.
    pub(super) by: Actor,
}

impl Slot {
    pub(super) fn new(name: Arc<str>, links: Links, terms: Arc<Terms>) -> Self {
        let mut visited = StatusSet::default();
        visited.insert(Status::Stopped);
        Self {
            name,
            neighbours: Neighbours::at_first(&links),
            links: links.into(),
            terms,
            status: Status::Stopped,
            goal: Goal::Down,
            bounce: false,
            generation: 0,
            exit: None,
            stage: None,
            cleaning: false,
            overdue: false,
            abandoned: false,
            stuck: None,
            lost: false,
            late: false,
            incident: 0,
            settled: true,
            commanded: false,
            visited,
            failure: None,
            trouble: Troubles::default(),
            held: false,
            hurry: false,
            by: Actor::Supervisor,
        }
    }

    /// On its first way to somewhere since it was commanded. Who is Waiting while nobody is busy is stuck.
    pub(super) fn is_busy(&self) -> bool {
        !self.settled
            && match self.status {
                Status::Starting | Status::Stopping => true,
                // Somebody starts when it is done.
                Status::Running => self.is_job() && !self.links.dependents.is_empty(),
                _ => false,
            }
    }

    /// Counts as there once it has completed.
    pub(super) fn is_job(&self) -> bool {
        self.terms.ready == Readiness::Completed
    }

    /// Is to be stopped, at the latest when nobody stands on it any more.
    pub(super) fn is_going_down(&self) -> bool {
        self.goal == Goal::Down || self.bounce
    }

    /// Whether those who need this one may run.
    pub(super) fn holds_others(&self) -> bool {
        match self.status {
            Status::Completed => true,
            Status::Running => !self.is_going_down() && !self.is_job(),
            _ => false,
        }
    }

    /// Whether it is on its way up, so that those who come after it wait.
    pub(super) fn is_coming(&self) -> bool {
        self.goal == Goal::Up
            && match self.status {
                Status::Starting | Status::Stopping => !self.settled,
                Status::Waiting => self.stuck.is_none() && !self.late,
                Status::Stopped | Status::Failed | Status::Unavailable => true,
                Status::Running => self.is_job(),
                Status::Restarting | Status::Completed => false,
            }
    }

    /// Whether it is up although something that it needs is not, and minds.
    pub(super) fn has_lost_ground(&self) -> bool {
        self.neighbours.unheld > 0 && self.terms.on_dependency_failure != OnDependencyFailure::Keep
    }

    /// Whether it has failed once, or waits for one that has: those who only come after it need not wait for it.
    pub(super) fn is_late(&self) -> bool {
        match self.status {
            Status::Restarting => true,
            Status::Starting | Status::Stopping => self.settled,
            // If it waits in vain, so do those who need it, and nobody waits for them.
            Status::Waiting => self.late,
            Status::Stopped | Status::Failed | Status::Unavailable => self.goal == Goal::Down,
            Status::Running | Status::Completed => false,
        }
    }

    /// Whether it is down for a failure, its own or that of one that it needs, and stays so unless somebody is commanded.
    pub(super) fn is_lost(&self) -> bool {
        match self.status {
            Status::Failed | Status::Unavailable => self.goal == Goal::Down && self.trouble.next.is_none(),
            Status::Stopped => self.was_stopped_by_a_failure(),
            Status::Waiting => self.lost,
            _ => false,
        }
    }

    /// Whether it is to stay down, or does, because one that it needs has failed.
    pub(super) fn was_stopped_by_a_failure(&self) -> bool {
        self.goal == Goal::Down && self.failure.is_some() && matches!(self.by, Actor::Cascade(_))
    }

    /// Whether those who need it wait in vain, unless it is commanded.
    pub(super) fn will_not_come(&self) -> bool {
        match self.status {
            Status::Stopped | Status::Failed | Status::Unavailable => self.goal == Goal::Down,
            Status::Waiting => self.stuck.is_some(),
            _ => false,
        }
    }
}
