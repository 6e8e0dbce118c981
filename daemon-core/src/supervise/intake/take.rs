//! A handler begins: what it is for is taken from where it waits, and the run is counted.

use tokio::time::Instant;

use super::{Intake, Source};
use crate::mailbox::{GivenMail, Letter, Mail, Sender};
use crate::metrics::Counts;
use crate::supervise::activity::Doing;

impl Intake {
    /// Takes it; nothing if it is not there any more, or was in vain.
    pub(super) fn take(&mut self, source: Source, slot: usize) -> Option<Mail> {
        self.after_tick = matches!(source, Source::Timer(_));
        let mail = match source {
            Source::Mail => self.mailbox.begin(&mut self.batch)?,
            Source::Ring => self.mailbox.take_ringed(self.batch.len(), slot)?,
            Source::Signal => self.mailbox.take_signal()?,
            Source::Lane(priority) => self.mailbox.take_from_lanes(self.batch.len(), priority, slot)?,
            Source::Ready => {
                self.ready.pop_front();
                self.make(slot)
            }
            Source::Timer(timer) => {
                let (fires, skipped) = self.agenda.fire(timer);
                if skipped > 0 {
                    self.counts(slot).skipped(skipped);
                }
                if !fires {
                    return None;
                }
                self.make(slot)
            }
        };
        let in_vain = mail.is_abandoned();
        if self.throttled {
            self.leaves_its_lane(source, slot, !in_vain);
        }
        if in_vain {
            self.counts(slot).expired();
            return None;
        }
        self.flights.begin(slot);
        self.begins(slot, mail.sender());
        Some(mail)
    }

    /// The handler in `slot` begins, or will when it is polled.
    #[inline]
    pub(super) fn begins(&mut self, slot: usize, sender: Sender) {
        self.generation.activity.set(Doing::Handler(slot));
        self.generation.activity.sent_by(sender);
        if self.counts(slot).ran() {
            self.begin_to_time();
        }
    }

    #[cold]
    fn begin_to_time(&mut self) {
        self.began = Some(Instant::now());
    }

    #[inline]
    pub(super) fn counts(&self, slot: usize) -> &Counts {
        self.counters.get(slot).unwrap_or_else(|| self.generation.unit.counter(slot))
    }

    /// When the handler that begins did so, if it is to be timed: for whoever sees to that itself.
    pub(crate) fn take_began(&mut self) -> Option<Instant> {
        self.began.take()
    }

    /// A tick or a signal for `slot`.
    fn make(&self, slot: usize) -> Mail {
        if slot < self.counters.len() {
            return Mail::Written(Letter::signal(slot));
        }
        Mail::Given(Box::new(GivenMail {
            generation: self.generation.number,
            slot,
            sender: Sender::OUTSIDE,
            event: None,
        }))
    }
}
