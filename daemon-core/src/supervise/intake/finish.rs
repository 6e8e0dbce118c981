//! The end of a handler's run, one way or the other.

use super::Intake;
use crate::BoxError;
use crate::daemon::OnError;
use crate::health::Health;
use crate::lifecycle::journal::What;
use crate::lifecycle::{Failure, FailureKind};
use crate::supervise::activity::Doing;
use crate::supervise::decide::Exit;

impl Intake {
    /// A run of `slot` has ended.
    pub(crate) fn finish(&mut self, slot: usize, outcome: Result<(), BoxError>) {
        if self.flights.are_shared() {
            self.flights.end(slot);
            self.counts(slot).is_over();
            self.rest(self.beside);
        }
        if !self.mail.is_none() {
            // The handler was never polled: whoever waits for its answer is told.
            drop(self.take_mail());
        }
        if self.began.is_some() || self.generation.is_held() {
            self.timed(slot);
        }
        match outcome {
            Err(error) => self.failed(slot, &error),
            Ok(()) if self.counts(slot).is_failing() => self.recovered(slot),
            Ok(()) => {}
        }
    }

    /// The run is one of those that are timed.
    #[cold]
    fn timed(&mut self, slot: usize) {
        let suspended = self.generation.let_go();
        if let Some(began) = self.began.take().or(suspended) {
            self.generation.timed(slot, began, suspended.is_some());
        }
    }

    #[cold]
    fn failed(&mut self, slot: usize, error: &BoxError) {
        // It is over, whatever whoever listens to the log does.
        self.rest(self.beside);
        if self.generation.unit.health().is_some_and(|(check, _)| check == slot) {
            // A test has asked for it; what a check itself says is no failure of a handler.
            return self.generation.checked(slot, Health::unhealthy(error.to_string()));
        }
        let (unit, place) = (&self.generation.unit, self.generation.place(Doing::Handler(slot)));
        let failure = Failure::from_error(FailureKind::Handler, error).at(place);
        let news = unit.counter(slot).failed();
        if let (true, Some((handler, _))) = (news, place) {
            let what = What::ErrorsBegan { handler: handler.into() };
            self.generation.supervisor.note(unit.id, what, Some(&failure));
        }
        let (daemon, generation) = (&unit.name, self.generation.number);
        let fails = unit.settings().declaration.on_error == OnError::Fail;
        let then = if fails { "and so fails the daemon" } else { "the daemon goes on" };
        tracing::error!(parent: None, %daemon, generation, error = %failure, "a handler returned an error; {then}");
        self.agenda.failed(slot);
        if fails {
            self.generation.ending(Exit::Failed(failure));
        }
    }

    #[cold]
    fn recovered(&mut self, slot: usize) {
        self.rest(self.beside);
        let unit = &self.generation.unit;
        let count = unit.counter(slot).recovered();
        if let Some((handler, _)) = self.generation.place(Doing::Handler(slot)) {
            self.generation.supervisor.note(unit.id, What::ErrorsEnded { handler: handler.into(), count }, None);
        }
    }

    /// The mail that handlers have in hand, by slot: what is lost when they are interrupted.
    pub(crate) fn in_hand(&self) -> Vec<(usize, u64)> {
        let in_flight = self.flights.all().map(|(slot, runs)| (slot, u64::from(runs)));
        let mut in_hand: Vec<(usize, u64)> = in_flight.collect();
        if let (true, Doing::Handler(slot)) = (in_hand.is_empty(), self.generation.activity.get()) {
            in_hand.push((slot, 1));
        }
        in_hand.retain(|&(slot, _)| self.generation.unit.takes_mail(slot));
        in_hand
    }
}
