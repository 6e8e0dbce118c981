//! What a daemon did, put together from where it is counted.

use std::time::Duration;

use tokio::time::Instant;

use super::unit::Timer;
use super::{Supervisor, Unit, UnitId};
use crate::daemon::Source;
use crate::lifecycle::Status;
use crate::mailbox::Census;
use crate::metrics::{Counts, DaemonMetrics, HandlerMetrics, LeftOut, Times};

/// What all handlers that were given at run time are called.
pub(super) const GIVEN: &str = "a handler given at run time";

impl Supervisor {
    /// What the daemon did, and what it is at.
    pub(crate) fn metrics_of(&self, id: UnitId) -> DaemonMetrics {
        let (snapshot, unit) = (self.snapshot(id), self.unit(id));
        let Census { depth, most, capacity, events, messages } = unit.runner.mailbox.census();
        let handlers = unit.handler_metrics();
        let (counters, gauges) = unit.own.read();
        let up = snapshot.status == Status::Running;
        DaemonMetrics {
            name: unit.name.to_string(),
            status: snapshot.status,
            uptime: if up { Instant::now().saturating_duration_since(snapshot.since) } else { Duration::ZERO },
            restarts: snapshot.restarts.1,
            runs: unit.runs(),
            errors: unit.errors(),
            times: Times::read(&unit.all_counts().filter_map(Counts::times).collect::<Vec<_>>()),
            mailbox: depth,
            mailbox_most: most,
            mailbox_capacity: capacity,
            events_in: events,
            messages_in: messages,
            events_out: unit.publisher.sent.total(),
            throttled: unit.throttled(),
            polled: unit.meter.polled(),
            busy: unit.meter.busy(),
            left_out: handlers.iter().map(|handler| handler.left_out).sum(),
            counters,
            gauges,
            handlers,
        }
    }
}

impl Unit {
    fn handler_metrics(&self) -> Vec<HandlerMetrics> {
        let written = self.handlers.iter().zip(self.counters.iter()).enumerate();
        let written = written.map(|(slot, (handler, counts))| {
            let source = Some(self.blueprint.hooks.at(handler.line));
            let (coalesced, dropped) = self.runner.mailbox.coalesced_and_dropped(slot);
            let missed = self.timers.iter().filter(|timer| timer.slot == slot).map(Timer::missed).sum();
            let more = LeftOut { dropped, coalesced, missed, ..LeftOut::default() };
            HandlerMetrics { throttled: self.throttles.waited(slot), ..metrics(handler.name, source, counts, more) }
        });
        let given = self.given_so_far().map(|given| metrics(GIVEN, None, given, LeftOut::default()));
        let given = given.filter(|given| given.runs > 0 || given.left_out.total() > 0);
        written.chain(given).collect()
    }
}

/// What `counts` say, and what is `more` of what was left out than they know.
fn metrics(name: &'static str, source: Option<Source>, counts: &Counts, more: LeftOut) -> HandlerMetrics {
    HandlerMetrics {
        name,
        source,
        runs: counts.runs(),
        errors: counts.errors(),
        times: Times::read(counts.times().as_slice()),
        throttled: 0,
        left_out: counts.left_out() + more,
    }
}
