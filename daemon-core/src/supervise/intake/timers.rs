//! The timers of attributes: their periods are evaluated before the daemon is built, and they are set when it is Running.

use std::sync::Arc;
use std::time::Duration;

use super::Intake;
use crate::daemon::Trigger;
use crate::lifecycle::{Failure, FailureKind};
use crate::supervise::guarded::guard;
use crate::timer::Period;

/// How long it is from one check to the next while none has passed.
const PAUSE: Duration = Duration::from_secs(1);

impl Intake {
    /// Evaluates the periods that are expressions.
    pub(crate) fn periods(&self) -> Result<Vec<Duration>, Failure> {
        let mut periods = Vec::new();
        let settings = self.generation.unit.settings();
        for (slot, handler) in self.generation.unit.handlers.iter().enumerate() {
            let Trigger::Interval(interval) = handler.trigger else { continue };
            let interval = settings.interval(slot, interval);
            let place = Some((handler.name, self.generation.unit.blueprint.hooks.at(handler.line)));
            let period =
                guard(|| interval.period.get()).map_err(|panic| Failure::new(FailureKind::Panic, panic).at(place))?;
            if let Some(wrong) = interval.wrong(period) {
                let message = format!("timer `{}` {wrong}", interval.name);
                return Err(Failure::new(FailureKind::Init, message).at(place));
            }
            periods.push(period);
        }
        Ok(periods)
    }

    /// Timers are to be set once the daemon is Running, with `periods` as evaluated before.
    pub(crate) fn plan_timers(&mut self, periods: Vec<Duration>) {
        self.periods = periods;
        let unit = &self.generation.unit;
        let gate = unit.gate().and_then(|gate| unit.timers.iter().find(|timer| timer.slot == gate));
        if let Some(gate) = gate {
            self.held = Some(self.agenda.check(gate.slot, PAUSE, true, Arc::clone(&gate.tally)));
        }
    }

    /// Sets all timers, from now on.
    pub(super) fn set_timers(&mut self) {
        if let Some(gate) = self.held.take() {
            self.agenda.end(gate);
        }
        self.agenda.expect(self.generation.unit.timers.len());
        let periods = std::mem::take(&mut self.periods);
        let mut periods = periods.into_iter();
        let settings = self.generation.unit.settings();
        for timer in &self.generation.unit.timers {
            let tally = Arc::clone(&timer.tally);
            match self.generation.unit.handlers[timer.slot].trigger {
                Trigger::Interval(interval) => {
                    let interval = settings.interval(timer.slot, interval);
                    let period = match (interval.period, periods.next()) {
                        // It may have been configured otherwise since the others were evaluated.
                        (Period::Fixed(period), _) | (Period::Computed(_), Some(period)) => period,
                        (Period::Computed(expression), None) => expression(),
                    };
                    self.agenda.every(timer.slot, &interval, period, tally);
                }
                Trigger::Schedule(_) => {
                    if let Some(almanac) = timer.almanac() {
                        self.agenda.by_calendar(timer.slot, &timer.name, &almanac, tally);
                    }
                }
                Trigger::Defer(delay) => self.agenda.once(timer.slot, settings.delay(timer.slot, delay), tally),
                // The first check has made it Running, unless it is this one.
                Trigger::Health(terms) => {
                    let first = self.generation.unit.gate().is_none();
                    let every = settings.check(timer.slot, terms).every;
                    self.check = Some(self.agenda.check(timer.slot, every, first, tally));
                }
                Trigger::Event(_) | Trigger::Ready(_) | Trigger::Message => {}
            }
        }
    }
}
