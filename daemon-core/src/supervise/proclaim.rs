//! What is published of a transition.

use std::sync::Arc;

use super::decide::Move;
use super::supervisor::Supervisor;
use crate::event::{Event, signal};
use crate::lifecycle::journal::Stamp;
use crate::lifecycle::{
    About, DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStopped, Failure, Status,
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
        let unit = self.unit(change.unit);
        let about = || About {
            daemon: Arc::clone(&unit.name),
            type_name: (unit.blueprint.type_path)(),
            generation: change.generation,
            at: stamp.wall,
            number: stamp.number,
            by: change.by.clone(),
        };
        signal(&self.bus, &unit.name, stamp.number, || make(about()));
    }
}
