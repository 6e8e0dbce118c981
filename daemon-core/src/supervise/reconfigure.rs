//! Going by other settings, while daemons run.

use std::sync::Arc;

use super::given::Order;
use super::{Supervisor, UnitId};
use crate::config::Settings;
use crate::lifecycle::journal::{self, Actor, What};

/// What a unit is to go by.
pub(crate) struct Amendment {
    pub(crate) unit: UnitId,
    pub(crate) settings: Settings,
    /// The slots of the timers that fire at other times.
    pub(crate) timers: Vec<usize>,
}

impl Supervisor {
    /// All units of `amendments` go by what they say from now on, and the journal has it; `notes` are for it alone. Says whether
    /// it was done: it is not once the system is shutting down.
    pub(crate) fn reconfigure(
        &self,
        actor: &Actor,
        amendments: Vec<Amendment>,
        notes: Vec<(Option<UnitId>, What)>,
    ) -> bool {
        let (mut rooms, mut heard) = (Vec::with_capacity(amendments.len()), Vec::new());
        let mut state = self.state();
        if !state.decider.is_open() {
            return false;
        }
        for (unit, what) in notes {
            match unit {
                Some(unit) => self.record(&state, unit, what, None, actor.clone()),
                None => drop(self.journal.append(journal::Entry::system(what, actor.clone()))),
            }
        }
        for Amendment { unit: id, settings, timers } in amendments {
            let unit = self.unit(id);
            let declaration = *settings.declaration;
            rooms.push((id, declaration.mailbox, declaration.publish_timeout));
            state.decider.amend(id, (&declaration).into());
            let throttled_otherwise = unit.settings().declaration.throttle != declaration.throttle;
            let handlers = unit.on_other_terms(&settings);
            let patience = unit.settings().declaration.patience();
            unit.amend(settings, &timers);
            if declaration.patience() != patience {
                self.watch.amend(declaration.patience());
            }
            let is_to_look = !timers.is_empty() || !handlers.is_empty() || throttled_otherwise;
            if let Some(generation) = state.current[id.index()].as_ref().filter(|_| is_to_look) {
                for slot in timers.into_iter().chain(handlers.iter().copied()) {
                    generation.orders.leave(Order::Amend { slot });
                }
                generation.wake_for_orders();
            }
            heard.push((id, handlers));
        }
        drop(state);
        // Whoever waits for room is woken, which is code of a user's, and so not under the lock.
        for (id, capacity, publish_timeout) in rooms {
            self.unit(id).runner.mailbox.amend(capacity, publish_timeout);
        }
        for (id, slots) in heard {
            self.unit(id).subscribe_anew(&self.bus, &slots);
        }
        true
    }

    /// Whether a daemon is up, on its way there, or would like to be.
    pub(crate) fn is_to_run(&self, unit: UnitId) -> bool {
        self.state().decider.is_to_run(unit)
    }

    /// The same settings as they are for `unit` now.
    pub(crate) fn settings(&self, unit: UnitId) -> Arc<Settings> {
        self.unit(unit).settings()
    }
}
