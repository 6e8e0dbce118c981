//! Handlers given at run time: setting, ending and calling them.

use std::any::Any;

use super::{Intake, Runs, Source};
use crate::BoxError;
#[cfg(feature = "config")]
use crate::caught::guard;
use crate::context::Context;
#[cfg(feature = "config")]
use crate::daemon::Trigger;
use crate::mailbox::Mail;
use crate::supervise::given::Order;

impl Intake {
    /// Sees to what was asked for at run time.
    pub(super) fn carry_out_orders(&mut self) {
        for order in self.generation.orders.take() {
            let ended = match order {
                // Nothing more will be due.
                Order::Every { .. } | Order::Once { .. } if self.stopping => None,
                Order::Every { name, slot, period, tally, given } => {
                    self.given.insert(slot, (given, Runs::Often));
                    self.agenda.set(name, slot, period, tally)
                }
                Order::Once { slot, delay, tally, given } => {
                    self.given.insert(slot, (given, Runs::Once));
                    self.agenda.once(slot, delay, tally);
                    None
                }
                Order::Hear { slot, given } => {
                    self.given.insert(slot, (given, Runs::Often));
                    None
                }
                #[cfg(feature = "config")]
                Order::Amend { slot } => {
                    self.amend(slot);
                    None
                }
                Order::Clear { name } => self.agenda.remove(&name),
            };
            if let Some(slot) = ended.filter(|slot| self.given.remove(slot).is_some()) {
                self.generation.orders.forget(slot);
            }
        }
        if matches!(self.chosen, Some((Source::Timer(timer), _)) if !self.agenda.is_due(timer)) {
            self.chosen = None;
        }
    }

    /// The timer of the handler in `slot` goes by what is configured now, or as many of its runs as that says fly at once.
    #[cfg(feature = "config")]
    fn amend(&mut self, slot: usize) {
        let unit = &self.generation.unit;
        match unit.handlers.get(slot).map(|handler| handler.trigger) {
            Some(Trigger::Interval(declared)) => {
                let interval = unit.settings().interval(slot, declared);
                // An expression that panics now, and did not when it was checked, leaves the timer as it is.
                if let Ok(period) = guard(|| interval.period.get())
                    && interval.wrong(period).is_none()
                {
                    self.agenda.amend(slot, &interval, period);
                }
            }
            Some(Trigger::Schedule(_)) => {
                let timer = unit.timers.iter().find(|timer| timer.slot == slot);
                if let Some((timer, almanac)) = timer.and_then(|timer| Some((timer, timer.almanac()?))) {
                    self.agenda.amend_calendar(slot, &timer.name, &almanac);
                }
            }
            Some(Trigger::Health(declared)) => {
                if let Some(check) = self.check {
                    self.agenda.amend_check(check, unit.settings().check(slot, declared).every);
                }
            }
            Some(Trigger::Event(_) | Trigger::Message) => {
                let most = unit.settings().terms(slot, &unit.handlers[slot]).lane.most();
                self.flights.amend(slot, most);
            }
            _ => {}
        }
    }

    /// Calls the handler that was given at run time and that `Intake::mail` is for.
    pub(crate) async fn call(&mut self, daemon: &mut (dyn Any + Send), ctx: &Context) -> Result<(), BoxError> {
        let Mail::Given(mail) = self.take_mail() else { return Ok(()) };
        if mail.generation != self.generation.number {
            // It was offered when the generation that had asked for it was just over.
            self.generation.unit.given().lost(1);
            return Ok(());
        }
        let Some((given, runs)) = self.given.get_mut(&mail.slot) else { return Ok(()) };
        let outcome = given.run(daemon, mail.event, ctx).await;
        if *runs == Runs::Once {
            self.given.remove(&mail.slot);
            self.generation.orders.forget(mail.slot);
        }
        outcome
    }
}
