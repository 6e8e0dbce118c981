//! A daemon's checks: making one, keeping what it says, and telling when that comes to something else.

use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use daemon_grammar::duration;
use futures_util::FutureExt;
use tokio::time::{Instant, timeout};

use super::activity::Doing;
use super::decide::Exit;
use super::telling::{HealthChange, News};
use super::{Generation, Supervisor, Unit};
use crate::BoxError;
use crate::caught::message;
use crate::context::Context;
use crate::daemon::{OnUnhealthy, Readiness, Trigger};
use crate::health::{Course, Health, HealthLevel, HealthTerms, TO_WORSEN};
use crate::lifecycle::journal::{Actor, Entry, What};
use crate::lifecycle::{self, Failure, FailureKind};

/// What is known of a daemon by its checks, over all generations. Nothing is kept of one that nobody has looked at.
#[derive(Debug)]
pub(crate) struct Vitals {
    began: Instant,
    seen: Mutex<Option<Box<Seen>>>,
}

/// The same, at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) course: Course,
    /// Since when it counts as being so.
    pub(crate) since: Instant,
    /// The last check that was made, and in which generation.
    pub(crate) last: Option<(u64, Health)>,
    /// What the last one said that was not healthy.
    pub(crate) error: Option<Arc<str>>,
    /// The generation that has passed its first check.
    passed: u64,
    /// How many handlers had begun when somebody last saw that there were more, and when that was.
    activity: (u64, Instant),
}

impl Vitals {
    pub(super) fn new(now: Instant) -> Self {
        Self { began: now, seen: Mutex::default() }
    }

    fn seen(&self) -> MutexGuard<'_, Option<Box<Seen>>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known now.
    pub(crate) fn now(&self) -> Seen {
        self.seen().as_deref().cloned().unwrap_or_else(|| Seen::nothing(self.began))
    }

    /// What is known, to be written.
    fn write<R>(&self, write: impl FnOnce(&mut Seen) -> R) -> R {
        let mut seen = self.seen();
        write(seen.get_or_insert_with(|| Box::new(Seen::nothing(self.began))))
    }

    /// For how long no handler has begun, as far as was looked: `runs` have by `now`.
    pub(crate) fn quiet_for(&self, runs: u64, now: Instant) -> Duration {
        self.write(|seen| {
            if seen.activity.0 != runs {
                seen.activity = (runs, now);
            }
            now.saturating_duration_since(seen.activity.1)
        })
    }

    /// Why generation `number` has not passed its first check.
    pub(super) fn obstacle(&self, number: u64) -> Option<Arc<str>> {
        let seen = self.seen();
        let seen = seen.as_deref()?;
        seen.last.as_ref().filter(|(of, _)| *of == number && seen.passed != number)?;
        seen.error.clone()
    }
}

impl Seen {
    /// Of a daemon that nobody has looked at since it `began`.
    fn nothing(began: Instant) -> Self {
        Self { course: Course::default(), since: began, last: None, error: None, passed: 0, activity: (0, began) }
    }
}

impl Unit {
    /// The slot of its `#[health]`, and when that is due.
    pub(crate) fn health(&self) -> Option<(usize, HealthTerms)> {
        self.handlers.iter().enumerate().find_map(|(slot, handler)| match handler.trigger {
            Trigger::Health(terms) => Some((slot, self.settings().check(slot, terms))),
            _ => None,
        })
    }

    /// The slot of the check that a generation is to pass before it counts as running.
    pub(super) fn gate(&self) -> Option<usize> {
        let says_itself = self.blueprint.declaration.ready == Readiness::Manual;
        self.health().map(|(slot, _)| slot).filter(|_| !says_itself)
    }
}

/// Makes one check, which has so much time, and keeps what it says.
pub async fn check(
    ctx: &Context,
    slot: usize,
    check: impl Future<Output = Result<Health, BoxError>> + Send,
) -> Result<(), BoxError> {
    let generation = ctx.generation_ref();
    let most = generation.unit.health().map_or(HealthTerms::DEFAULT, |(_, terms)| terms).timeout;
    let mut panicked = None;
    let health = match timeout(most, AssertUnwindSafe(check).catch_unwind()).await {
        Ok(Ok(Ok(health))) => health,
        Ok(Ok(Err(error))) => Health::unhealthy(lifecycle::in_full(error.as_ref())),
        Ok(Err(panic)) => {
            let health = Health::unhealthy(format!("panicked: {}", message(&*panic)));
            panicked = Some(panic);
            health
        }
        Err(_) => Health::unhealthy(too_long(most)),
    };
    generation.checked(slot, health);
    match panicked {
        Some(panic) => resume_unwind(panic),
        None => Ok(()),
    }
}

/// What a check that takes longer than `most` says.
pub(super) fn too_long(most: Duration) -> String {
    format!("its check took longer than {}", duration::display(most))
}

impl Generation {
    /// The check in `slot` says `health`.
    pub(super) fn checked(&self, slot: usize, health: Health) {
        let (level, reason) = (health.level(), health.reason().map(Arc::<str>::from));
        let passed = self.unit.vitals.write(|seen| {
            seen.error = reason.clone().or(seen.error.take());
            seen.last = Some((self.number, health));
            let before = seen.course;
            let first = seen.passed != self.number;
            if first {
                if level == HealthLevel::Unhealthy && self.unit.gate().is_some() {
                    // It is not there yet, which is no change for the worse.
                    return None;
                }
                seen.passed = self.number;
                seen.course = before.anew();
            }
            seen.course = seen.course.after(level);
            if seen.course.level != before.level {
                seen.since = Instant::now();
            }
            Some((before, seen.course, first))
        });
        let Some((before, course, first)) = passed else { return };
        let failure =
            reason.map(|reason| Failure::new(FailureKind::Health, &*reason).at(self.place(Doing::Handler(slot))));
        if before.level != course.level {
            let reason = failure.clone().filter(|_| course.level != HealthLevel::Healthy);
            let change = HealthChange {
                unit: self.unit.id,
                generation: self.number,
                from: before.level,
                to: course.level,
                reason,
            };
            self.supervisor.tell_health(change);
        }
        if first && self.unit.gate().is_some() {
            self.become_ready();
        }
        let restarts = self.unit.settings().declaration.on_unhealthy == OnUnhealthy::Restart;
        if let (true, true, Some(failure)) = (restarts, course.unhealthy >= TO_WORSEN, failure) {
            self.ending(Exit::Failed(failure));
        }
    }
}

impl Supervisor {
    /// What a daemon's checks come to has changed: writes it into the journal, and tells.
    fn tell_health(&self, change: HealthChange) {
        {
            let state = self.state();
            if state.is_over() {
                return;
            }
            let entry = Entry {
                daemon: Some(Arc::clone(&self.unit(change.unit).name)),
                generation: change.generation,
                what: What::HealthChanged { from: change.from, to: change.to },
                cause: change.reason.clone(),
                actor: Actor::Supervisor,
            };
            let stamp = self.journal.append(entry);
            // Under the lock, so that the order is that of the journal.
            self.telling.add(News::Health(change, stamp));
        }
        self.tell();
    }
}
