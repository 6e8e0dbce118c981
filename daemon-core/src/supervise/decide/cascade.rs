//! The failure of one daemon, and those who run on top of it.
//!
//! Each of them does what its `on_dependency_failure` says: it stops and waits for the culprit, or stops for good, or
//! goes on. Who stops takes along those who run on top of it, in turn as their own option says. All of it happens once
//! for each failure, in reverse order, and costs nobody but the culprit a restart.

use std::sync::Arc;

use super::{Decider, Goal, UnitId};
use crate::daemon::OnDependencyFailure;
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, Status};

impl Decider {
    /// `culprit` is going down for the failure it has.
    pub(super) fn lost(&mut self, culprit: UnitId) {
        let slot = self.slot(culprit);
        let Some(failure) = &slot.failure else { return };
        if slot.links.dependents.is_empty() {
            return;
        }
        let consequence = Failure::lost(Arc::clone(&slot.name), failure);
        let by = Actor::Cascade(Arc::clone(&slot.name));
        let mut next = vec![culprit];
        while let Some(lost) = next.pop() {
            for other in self.slot(lost).links.dependents.clone() {
                let slot = self.slot(other);
                if !matches!(slot.status, Status::Starting | Status::Running) || slot.is_going_down() {
                    continue;
                }
                let goal = match slot.terms.on_dependency_failure {
                    OnDependencyFailure::Keep => continue,
                    OnDependencyFailure::Restart => Goal::Up,
                    OnDependencyFailure::Stop => Goal::Down,
                };
                self.update(other, |slot| {
                    slot.goal = goal;
                    slot.bounce = goal == Goal::Up;
                    slot.by = by.clone();
                    slot.failure = Some(consequence.clone());
                });
                self.look_at(other);
                next.push(other);
            }
        }
    }
}
