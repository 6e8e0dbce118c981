//! Who has not taken an event at once, and what becomes of that.

use std::sync::Arc;

use futures_util::future::join_all;

use super::Undelivered;
use crate::mailbox::{NotTaken, Offer, UnitKey, Wait, Waiting};

/// Subscriptions without room, those of one daemon one after the other.
#[derive(Default)]
pub(super) struct Rest {
    entries: Vec<Entry>,
    circle: Vec<Arc<str>>,
}

struct Entry {
    unit: UnitKey,
    daemon: Arc<str>,
    /// Whether another subscription of the daemon has it, so that the daemon is counted among those that do.
    counted: bool,
    outcome: Outcome,
}

enum Outcome {
    Waiting(Wait),
    Taken,
    Refused(NotTaken),
}

impl Rest {
    #[cold]
    pub(super) fn hear(&mut self, unit: UnitKey, counted: bool, daemon: &Arc<str>, offer: Offer) {
        let outcome = match offer {
            Offer::Wait(wait) => Outcome::Waiting(*wait),
            Offer::Full => Outcome::Refused(NotTaken::Full),
            Offer::Refused(why) => Outcome::Refused(*why),
            Offer::Circle(circle) => {
                self.circle = circle.0;
                Outcome::Refused(NotTaken::Circle)
            }
            Offer::Taken | Offer::Dropped | Offer::Absent => return,
        };
        self.entries.push(Entry { unit, daemon: Arc::clone(daemon), counted, outcome });
    }

    /// The daemon `unit`, whose turn it is, counts among those that have it.
    #[cold]
    pub(super) fn count(&mut self, unit: UnitKey) {
        self.entries.iter_mut().rev().take_while(|entry| entry.unit == unit).for_each(|entry| entry.counted = true);
    }

    /// Waits for those who are full, together.
    pub(super) async fn settle(mut self: Box<Self>, topic: &'static str, delivered: usize) -> Result<(), Undelivered> {
        let _waiting = Waiting::begin();
        match &mut self.entries[..] {
            // The rule, and no need to poll several.
            [entry] => entry.settle().await,
            entries => drop(join_all(entries.iter_mut().map(Entry::settle)).await),
        }
        self.conclude(topic, delivered)
    }

    /// `delivered` daemons had it at once.
    pub(super) fn conclude(self, topic: &'static str, mut delivered: usize) -> Result<(), Undelivered> {
        let mut refused = Vec::new();
        for daemon in self.entries.chunk_by(|one, next| one.unit == next.unit) {
            let why = daemon.iter().find_map(|entry| match entry.outcome {
                Outcome::Refused(why) => Some(why),
                Outcome::Waiting(_) | Outcome::Taken => None,
            });
            // Whether a daemon is counted was last said of its last subscription.
            let counted = daemon.last().is_some_and(|entry| entry.counted);
            match (why, &daemon[0].daemon) {
                (Some(why), name) => {
                    delivered -= usize::from(counted);
                    refused.push((name.to_string(), why));
                }
                (None, _) => delivered += usize::from(!counted),
            }
        }
        if refused.is_empty() {
            return Ok(());
        }
        refused.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let (daemons, reasons) = refused.into_iter().unzip();
        let circle = self.circle.iter().map(ToString::to_string).collect();
        Err(Undelivered { topic, daemons, reasons, delivered, circle })
    }
}

impl Entry {
    async fn settle(&mut self) {
        if let Outcome::Waiting(wait) = &mut self.outcome {
            self.outcome = match wait.await {
                Ok(()) => Outcome::Taken,
                Err(why) => Outcome::Refused(why),
            };
        }
    }
}
