//! What follows from how a generation ended, and when: p14, p15, p16.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Broken, LATE, Model, Verdict, rule};
use crate::daemon::{Backoff, OnExhausted, Restart, RestartPolicy};
use crate::lifecycle::journal::{Actor, Record, Retry};
use crate::lifecycle::{FailureKind, Status};
use crate::supervise::rig::Way;

/// What is known of a daemon's restarts.
pub(super) struct Restarts {
    /// How many there may have been since they were counted from zero: more than one number while a moment decides.
    counted: BTreeSet<u32>,
    /// The pause that it is in.
    pause: Option<Duration>,
}

impl Default for Restarts {
    fn default() -> Self {
        Self { counted: BTreeSet::from([0]), pause: None }
    }
}

impl Restarts {
    pub(super) fn forget(&mut self) {
        self.counted = BTreeSet::from([0]);
    }
}

impl Model {
    pub(super) fn follow_restarts(
        &mut self,
        place: usize,
        from: Status,
        to: Status,
        retry: Option<Retry>,
        record: &Record,
    ) -> Verdict {
        match (from, to) {
            (Status::Running, _) => self.has_run(place, record.monotonic),
            (Status::Stopping, _) => self.concludes(place, to, retry, record)?,
            (Status::Restarting | Status::Failed, Status::Starting | Status::Waiting) => {
                let pause = self.lives[place].restarts.pause.take();
                if record.actor == Actor::Supervisor {
                    let took = record.monotonic.saturating_sub(self.lives[place].since);
                    let on_time = pause.is_some_and(|pause| took >= pause && took <= pause.saturating_add(LATE));
                    rule("who comes back by itself does so after its pause (p15)", on_time, || {
                        format!("{record}, {took:?} into a pause of {pause:?}")
                    })?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// It was Running without a break until `now`.
    fn has_run(&mut self, place: usize, now: Duration) {
        let reset_after = self.facts[place].declaration.restart.reset_after;
        let life = &mut self.lives[place];
        let ran = now.saturating_sub(life.since);
        if ran >= reset_after.saturating_add(LATE) {
            life.restarts.forget();
        } else if ran >= reset_after {
            life.restarts.counted.insert(0);
        }
    }

    /// The end of Stopping.
    fn concludes(&mut self, place: usize, to: Status, retry: Option<Retry>, record: &Record) -> Verdict {
        let declaration = self.facts[place].declaration;
        let life = &self.lives[place];
        let blocked = life.way == Some(Way::Failed(FailureKind::Blocked)) || life.way.is_none();
        rule("a stop is over when nothing is left (p17)", blocked || self.is_gone(place), || record.to_string())?;
        let restart = &declaration.restart;
        let spent = life.restarts.counted.contains(&restart.budget());
        let left = life.restarts.counted.iter().any(|&counted| counted < restart.budget());
        let verdict = |to: Status| match (life.way, restart.policy) {
            (Some(Way::Completed), RestartPolicy::OnFailure | RestartPolicy::Never) => to == Status::Completed,
            (Some(Way::Failed(FailureKind::Unavailable)), _) => to == Status::Unavailable,
            (Some(Way::Failed(_)), RestartPolicy::Never) => to == Status::Failed,
            (Some(Way::Failed(_) | Way::Completed), _) => {
                (to == Status::Restarting && left) || (to == Status::Failed && spent)
            }
            (Some(Way::Stopped) | None, _) => false,
        };
        let told = match to {
            Status::Stopped | Status::Waiting => !self.ending || to == Status::Waiting,
            Status::Completed => self.ending,
            _ => false,
        };
        let of_itself = matches!(life.way, Some(Way::Failed(_) | Way::Completed));
        let holds = match (of_itself && record.actor == Actor::Supervisor, life.disturbed) {
            (true, false) => verdict(to),
            (true, true) => verdict(to) || told,
            (false, _) => told || (life.way == Some(Way::Completed) && verdict(to)),
        };
        rule("what follows is as the table says (p14)", holds, || {
            let (way, counted) = (life.way, &life.restarts.counted);
            format!(
                "{record}: it ended as {way:?}, under {:?}, after {counted:?} restarts of {}",
                restart.policy,
                restart.budget()
            )
        })?;
        let pause = match to {
            Status::Restarting => Some(self.backs_off(place, retry, record)?),
            Status::Failed => match declaration.exhaustion() {
                OnExhausted::RetryEvery(pause) if restart.policy != RestartPolicy::Never => Some(pause),
                _ => None,
            },
            _ => None,
        };
        self.lives[place].restarts.pause = pause;
        Ok(())
    }

    /// A restart is announced: says after what pause.
    fn backs_off(&mut self, place: usize, retry: Option<Retry>, record: &Record) -> Result<Duration, Broken> {
        let restart = &self.facts[place].declaration.restart;
        let Some(Retry { attempt, of, delay }) = retry else {
            return Err(Broken { rule: "a restart says when", what: record.to_string() });
        };
        let counted = &mut self.lives[place].restarts.counted;
        let next = attempt.checked_sub(1).is_some_and(|before| counted.contains(&before));
        rule(
            "each restart counts once, and the budget is exact (p15)",
            next && of == restart.budget() && attempt <= of,
            || format!("{record}, after {counted:?} restarts"),
        )?;
        *counted = BTreeSet::from([attempt]);
        let longest = longest_pause(restart, attempt);
        let shortest = longest.mul_f64(1.0 - restart.jitter.clamp(0.0, 1.0));
        let within = delay <= longest && delay.saturating_add(Duration::from_nanos(2)) >= shortest;
        rule("pauses grow as declared (p15)", within, || format!("{record}, between {shortest:?} and {longest:?}"))?;
        Ok(delay)
    }
}

/// The pause before the restart `attempt`, from 1, without jitter.
fn longest_pause(restart: &Restart, attempt: u32) -> Duration {
    let mut pause = restart.delay;
    for _ in 1..attempt {
        pause = match restart.backoff {
            Backoff::Exponential => pause.saturating_mul(2),
            Backoff::Linear => pause.saturating_add(restart.delay),
            Backoff::Fixed => pause,
        };
        if pause >= restart.max_delay {
            break;
        }
    }
    pause.min(restart.max_delay)
}
