//! What a generation is busy with, as somebody sees it from outside; and saying that it is so for too long.

use std::time::Duration;

use daemon_grammar::duration;
use tokio::time::Instant;

use crate::clock::real;
use crate::daemon::Source;
use crate::lifecycle::journal::What;
use crate::lifecycle::{Failure, FailureKind};
use crate::supervise::Generation;
use crate::supervise::activity::{Activity, Doing};
use crate::supervise::control::Flag;
use crate::supervise::decide::Exit;
use crate::supervise::report::Late;

/// What a generation is busy with.
pub(crate) struct Standing {
    /// The method: the one that blocks its thread, or else the one that has been suspended for longest.
    pub(crate) handler: Option<(&'static str, Source)>,
    /// For how long, at least.
    pub(crate) age: Option<Duration>,
    pub(crate) stalled: bool,
    pub(crate) blocking: bool,
}

impl Generation {
    /// What it is busy with.
    pub(crate) fn standing(&self) -> Standing {
        let (doing, age, stalled, blocking) =
            match (self.sighting.still(&self.activity, real()), self.runs.oldest(Instant::now())) {
                (Some(sighted), _) => (self.activity.get(), Some(sighted.age), sighted.stalled, sighted.blocking),
                (None, Some(oldest)) => (oldest.doing, Some(oldest.age), false, false),
                (None, None) => (self.activity.get(), None, false, false),
            };
        let handler = self.place(doing);
        let age = age.or_else(|| handler.map(|_| Duration::ZERO));
        Standing { handler, age, stalled: stalled || self.runs.any_stalled(), blocking }
    }

    /// Where it is though its time is up.
    pub(in crate::supervise) fn late(&self) -> Late {
        let (handler, source) = self.late_in().unzip();
        Late { handler, source }
    }

    /// The method that it is in though its time is up, and where that is.
    pub(in crate::supervise) fn late_in(&self) -> Option<(&'static str, Source)> {
        // A thread that is blocked may not have been seen to be.
        if Activity::is_polled(self.activity.mark()) { self.in_hand() } else { self.standing().handler }
    }

    /// A handler is over its time.
    pub(super) fn stalled(&self, doing: Doing, age: Duration) {
        let Some((handler, source)) = self.place(doing) else { return };
        let what = What::Stalled { handler: handler.into(), place: source.to_string().into(), age };
        if !self.supervisor.note_while_up(self.unit.id, what) {
            return;
        }
        let (daemon, generation) = (&self.unit.name, self.number);
        let limit = self.unit.settings().declaration.watchdog;
        let then = if limit.is_some() { "and so fails the daemon" } else { "the daemon goes on" };
        let (place, age) = (source.to_string(), duration::display(in_milliseconds(age)).to_string());
        tracing::warn!(parent: None, %daemon, generation, handler, place, age, "a handler does not finish; {then}");
        if let Some(limit) = limit {
            let message = format!("`{handler}` has not finished for {}", duration::display(limit));
            self.ending(Exit::Failed(Failure::new(FailureKind::Stall, message).at(Some((handler, source)))));
            self.control.raise(Flag::CUT);
        }
    }

    /// A method holds its thread.
    pub(super) fn blocks(&self, doing: Doing, age: Duration) {
        let Some((handler, source)) = self.place(doing) else { return };
        let what = What::Blocking { handler: handler.into(), place: source.to_string().into(), age };
        if !self.supervisor.note_while_up(self.unit.id, what) {
            return;
        }
        let (daemon, generation) = (&self.unit.name, self.number);
        let (place, age) = (source.to_string(), duration::display(in_milliseconds(age)).to_string());
        tracing::warn!(parent: None, %daemon, generation, handler, place, age, "blocks its thread");
    }
}

fn in_milliseconds(age: Duration) -> Duration {
    Duration::from_millis(u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
}
