//! Stopping everything, and what is said of it.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::time::Instant;

use super::UnitId;
use super::decide::Decider;
use super::report::{Cleaned, DaemonReport, Late, Leaks, ShutdownReport, Undrained};
use super::supervisor::{State, Supervisor};
use crate::clock::later;
use crate::lifecycle::journal::{Actor, Entry, What};
use crate::lifecycle::{Failure, Status};

/// A stop under way.
pub(super) struct Stop {
    pub(super) began: Instant,
    pub(super) late: Option<Late>,
    pub(super) cleaned: Cleaned,
}

/// A shutdown under way, or over.
pub(super) struct Shutdown {
    began: Instant,
    pub(super) report: ShutdownReport,
    pub(super) over: bool,
}

impl State {
    /// Whether the system is down.
    pub(super) fn is_over(&self) -> bool {
        self.shutdown.as_ref().is_some_and(|shutdown| shutdown.over)
    }
}

impl Supervisor {
    /// Begins to stop everything; cuts it short after `limit`. Repeated calls do nothing.
    pub(crate) fn begin_shutdown(self: &Arc<Self>, limit: Duration) {
        {
            let mut state = self.state();
            if state.shutdown.is_some() {
                return;
            }
            let began = Instant::now();
            let mut report = ShutdownReport { failed: self.failures(&state), ..ShutdownReport::default() };
            report.daemons.reserve_exact(state.current.iter().flatten().count());
            state.shutdown = Some(Shutdown { began, report, over: false });
            self.journal.append(Entry::system(What::ShuttingDown, Actor::Program));
        }
        self.decide_for(Actor::Program, Decider::shutdown);
        let supervisor = Arc::clone(self);
        let deadline = later(Instant::now(), limit);
        let alarm = self.own.alarm();
        self.spawn(async move {
            let late = async {
                while Instant::now() < deadline {
                    alarm.wait(Some(deadline)).await;
                }
            };
            if let Either::Right(_) = select(pin!(supervisor.down()), pin!(late)).await {
                tracing::warn!("the shutdown_timeout is up: ending what is left");
                supervisor.force();
            }
        });
    }

    /// Ends everything without waiting for anything, if a shutdown has begun.
    pub(crate) fn force(self: &Arc<Self>) {
        if let Some(shutdown) = &mut self.state().shutdown {
            shutdown.report.forced |= !shutdown.over;
        }
        self.decide(Decider::force);
    }

    /// Resolves when the shutdown is over.
    pub(crate) async fn wait_down(&self) -> ShutdownReport {
        self.down().await;
        // Whoever waited for the end may end the process.
        self.tell_all();
        self.state().shutdown.as_ref().map(|shutdown| shutdown.report.clone()).unwrap_or_default()
    }

    /// The daemons that are down for a failure.
    fn failures(&self, state: &State) -> Vec<(String, Failure)> {
        let is_down = |status| matches!(status, Status::Restarting | Status::Failed | Status::Unavailable);
        let failed = self.units.iter().filter(|unit| is_down(state.decider.status(unit.id)));
        let failed = failed.filter_map(|unit| Some((unit.name.to_string(), state.decider.failure(unit.id).cloned()?)));
        failed.collect()
    }

    /// If a stop has come to its end, that is reported.
    pub(super) fn note_end(&self, state: &mut State, id: UnitId, from: Status, to: Status, now: Instant) {
        if from != Status::Stopping {
            return;
        }
        let Some(stop) = state.stops[id.index()].take() else { return };
        let Stop { began, late, cleaned } = *stop;
        let blocked = state.decider.is_abandoned(id);
        let current = state.current[id.index()].as_ref().filter(|_| blocked);
        let report = DaemonReport {
            daemon: self.unit(id).name.to_string(),
            status: to,
            took: now - began,
            late: late.or_else(|| current.map(|blocked| blocked.late())),
            blocked,
            failure: state.decider.exit_failure(id).cloned(),
            cleaned,
        };
        if let Some(shutdown) = &mut state.shutdown {
            shutdown.report.daemons.push(report);
        }
    }

    /// A unit without a generation has lost mail that it kept for one.
    pub(super) fn report_lost(&self, state: &mut State, id: UnitId, undrained: Vec<Undrained>) {
        if let Some(shutdown) = &mut state.shutdown
            && !undrained.is_empty()
        {
            shutdown.report.daemons.push(DaemonReport {
                daemon: self.unit(id).name.to_string(),
                status: state.decider.status(id),
                took: Duration::ZERO,
                late: None,
                blocked: false,
                failure: None,
                cleaned: Cleaned { undrained, ..Cleaned::default() },
            });
        }
    }

    /// Those that were given up before the shutdown and have not come back are in its report too.
    fn report_blocked(&self, state: &State) -> Vec<DaemonReport> {
        let blocked = self.units.iter().filter(|unit| state.decider.is_abandoned(unit.id));
        let reports = blocked.map(|unit| {
            let in_hand = state.current[unit.id.index()].as_ref().and_then(|generation| generation.in_hand());
            let (handler, source) = in_hand.unzip();
            DaemonReport {
                daemon: unit.name.to_string(),
                status: state.decider.status(unit.id),
                took: Duration::ZERO,
                late: Some(Late { handler, source }),
                blocked: true,
                failure: state.decider.exit_failure(unit.id).cloned(),
                cleaned: Cleaned::default(),
            }
        });
        reports.collect()
    }

    /// The last one has stopped.
    pub(super) fn over(&self, state: &mut State) {
        let blocked = self.report_blocked(state);
        if let Some(shutdown) = &mut state.shutdown {
            for report in blocked {
                if shutdown.report.daemons.iter().all(|known| known.daemon != report.daemon) {
                    shutdown.report.daemons.push(report);
                }
            }
            shutdown.report.took = shutdown.began.elapsed();
            shutdown.over = true;
            let what = What::Ended { clean: shutdown.report.is_clean() };
            self.journal.append(Entry::system(what, Actor::Supervisor));
            self.journal.close();
        }
        self.rearmed.poke();
        self.watch.woken.poke();
        self.end_states(state);
        if state.is_over() {
            state.down.answer(&mut state.after.replies, |()| Some(()));
        }
    }

    /// What is left of daemons at rest.
    pub(crate) fn leaks(&self) -> Leaks {
        let state = self.state();
        let mut leaks = Leaks::default();
        for unit in &self.units {
            if !state.decider.status(unit.id).is_at_rest() {
                continue;
            }
            let mailbox = &unit.runner.mailbox;
            let mut left = Leaks {
                subscriptions: unit.runner.subscriptions(),
                timers: unit.live_timers.load(Ordering::Relaxed),
                mail: mailbox.backlog() + mailbox.ringed(),
                ..Leaks::default()
            };
            if let Some(generation) = &state.current[unit.id.index()] {
                left.generations = 1;
                left.tasks = generation.children.len();
                left.guards = generation.tracked.len();
            }
            if !left.is_empty() {
                left.daemons.push(unit.name.to_string());
                leaks.add(left);
            }
        }
        leaks
    }
}
