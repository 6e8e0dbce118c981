//! What is published of a transition, and of a change of health.

use std::sync::Arc;

use super::UnitId;
use super::decide::Move;
use super::supervisor::Supervisor;
use super::telling::HealthChange;
use crate::event::{Event, signal};
use crate::lifecycle::journal::{Actor, Stamp};
use crate::lifecycle::{
    About, DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStopped, Failure, HealthChanged, Status,
};

impl Supervisor {
    /// Publishes `change`, which the journal has at `stamp`. Runs the filters of subscriptions: no lock of the
    /// supervisor is held.
    pub(super) fn proclaim(&self, change: &Move, stamp: Stamp) {
        let Move { to, failure, retry, .. } = change;
        match (*to, failure.as_ref(), retry) {
            (Status::Starting, ..) => self.signal(change, stamp, DaemonStarted::new),
            (Status::Running, ..) => self.signal(change, stamp, DaemonReady::new),
            (Status::Stopped | Status::Completed, failure, _) => self.stopped(change, stamp, failure),
            // Otherwise it had not been up, and is not.
            (Status::Waiting, failure, _) if change.from == Status::Stopping => self.stopped(change, stamp, failure),
            (status @ (Status::Failed | Status::Unavailable), Some(failure), _) => {
                self.signal(change, stamp, |about| DaemonFailed::new(about, status, failure.clone()));
            }
            (Status::Restarting, Some(failure), Some(retry)) => {
                self.signal(change, stamp, |about| DaemonRestarting::new(about, failure.clone(), *retry));
            }
            (Status::Waiting | Status::Stopping, ..) => {}
            (to, ..) => unreachable!("a move to {to} says why"),
        }
    }

    fn stopped(&self, change: &Move, stamp: Stamp, failure: Option<&Failure>) {
        self.signal(change, stamp, |about| DaemonStopped::new(about, change.to, failure.cloned()));
    }

    fn signal<E: Event>(&self, change: &Move, stamp: Stamp, make: impl FnOnce(About) -> E) {
        self.signal_about(change.unit, change.generation, &change.by, stamp, make);
    }

    /// The same of `change`, a change of health.
    pub(super) fn proclaim_health(&self, change: &HealthChange, stamp: Stamp) {
        let HealthChange { unit, generation, from, to, reason } = change;
        let reason = reason.as_ref().map(|reason| reason.message().into());
        let make = |about| HealthChanged::new(about, *from, *to, reason);
        self.signal_about(*unit, *generation, &Actor::Supervisor, stamp, make);
    }

    fn signal_about<E: Event>(
        &self,
        unit: UnitId,
        generation: u64,
        by: &Actor,
        stamp: Stamp,
        make: impl FnOnce(About) -> E,
    ) {
        let unit = self.unit(unit);
        let about = || About {
            daemon: Arc::clone(&unit.name),
            type_name: (unit.blueprint.type_path)(),
            generation,
            at: stamp.wall,
            number: stamp.number,
            by: by.clone(),
        };
        signal(&self.bus, &unit.publisher, stamp.number, || make(about()));
    }
}
