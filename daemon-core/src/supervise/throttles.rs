//! How often the handlers of a daemon may begin, and how often that stopped what was next.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::config::Settings;
use crate::daemon::Handler;
use crate::limits::{Rate, Throttle};

/// The throttles of a daemon, its own and those of its handlers. They last from one generation to the next: a restart is no
/// way around them.
pub(crate) struct Throttles {
    /// Whether there are any.
    any: AtomicBool,
    all: Mutex<Option<Box<All>>>,
}

struct All {
    /// For all events and messages together.
    daemon: Option<Throttle>,
    /// One for each handler, and for those given at run time none.
    handlers: Box<[One]>,
    given: One,
}

#[derive(Default)]
struct One {
    throttle: Option<Throttle>,
    /// How often what was next had to wait.
    waited: u64,
}

/// A run that is not to begin yet.
pub(super) struct Held {
    pub(super) until: Instant,
    /// Whatever its handler.
    pub(super) any: bool,
}

impl Throttles {
    /// As `settings` say of the daemon and of `handlers`.
    pub(super) fn new(settings: &Settings, handlers: &[Handler]) -> Self {
        let throttled = settings.declaration.throttle.is_some() || rates(settings, handlers).any(|rate| rate.is_some());
        let all = throttled.then(|| Box::new(All::new(settings, handlers)));
        Self { any: AtomicBool::new(throttled), all: Mutex::new(all) }
    }

    fn all(&self) -> MutexGuard<'_, Option<Box<All>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether any handler may have to wait.
    pub(super) fn are_there(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Whether a run of the handler in `slot` has to wait.
    pub(super) fn hold(&self, slot: usize, now: Instant) -> Option<Held> {
        let mut all = self.all();
        let all = all.as_deref_mut()?;
        let any = all.daemon.as_mut().and_then(|throttle| throttle.free_at(now));
        let own = all.one(slot).throttle.as_mut().and_then(|throttle| throttle.free_at(now));
        let until = any.max(own)?;
        Some(Held { until, any: any.is_some() })
    }

    /// A run of the handler in `slot` is next and has to wait.
    pub(super) fn waits(&self, slot: usize) {
        if let Some(all) = self.all().as_deref_mut() {
            all.one(slot).waited += 1;
        }
    }

    /// A run of the handler in `slot` begins.
    pub(super) fn begin(&self, slot: usize, now: Instant) {
        if let Some(all) = self.all().as_deref_mut() {
            let own = all.one(slot).throttle.as_mut();
            if let Some(throttle) = own {
                throttle.begin(now);
            }
            if let Some(throttle) = &mut all.daemon {
                throttle.begin(now);
            }
        }
    }

    /// They are as `settings` say from now on.
    #[cfg(feature = "config")]
    pub(super) fn amend(&self, settings: &Settings, handlers: &[Handler]) {
        let mut all = self.all();
        match all.as_deref_mut() {
            Some(all) => {
                amend(&mut all.daemon, settings.declaration.throttle);
                for (one, rate) in all.handlers.iter_mut().zip(rates(settings, handlers)) {
                    amend(&mut one.throttle, rate);
                }
            }
            None => *all = Some(Box::new(All::new(settings, handlers))).filter(|all| all.has_any()),
        }
        self.any.store(all.as_deref().is_some_and(All::has_any), Ordering::Relaxed);
    }

    /// How often a run of the handler in `slot` was next and had to wait.
    pub(super) fn waited(&self, slot: usize) -> u64 {
        self.all().as_deref_mut().map_or(0, |all| all.one(slot).waited)
    }

    /// The same of whatever handler.
    pub(super) fn waited_in_all(&self) -> u64 {
        let sum = |all: &All| all.handlers.iter().chain([&all.given]).map(|one| one.waited).sum();
        self.all().as_deref().map_or(0, sum)
    }
}

/// Of each of `handlers`.
fn rates(settings: &Settings, handlers: &[Handler]) -> impl Iterator<Item = Option<Rate>> {
    handlers.iter().enumerate().map(|(slot, handler)| settings.terms(slot, handler).throttle)
}

/// `throttle` goes by `rate` from now on. What has begun counts on, unless there was none.
#[cfg(feature = "config")]
fn amend(throttle: &mut Option<Throttle>, rate: Option<Rate>) {
    match (throttle, rate) {
        (Some(throttle), Some(rate)) => throttle.amend(rate),
        (throttle, rate) => *throttle = rate.map(Throttle::new),
    }
}

impl All {
    fn new(settings: &Settings, handlers: &[Handler]) -> Self {
        let one = |rate: Option<Rate>| One { throttle: rate.map(Throttle::new), waited: 0 };
        Self {
            daemon: settings.declaration.throttle.map(Throttle::new),
            handlers: rates(settings, handlers).map(one).collect(),
            given: One::default(),
        }
    }

    fn one(&mut self, slot: usize) -> &mut One {
        self.handlers.get_mut(slot).unwrap_or(&mut self.given)
    }

    #[cfg(feature = "config")]
    fn has_any(&self) -> bool {
        self.daemon.is_some() || self.handlers.iter().any(|one| one.throttle.is_some())
    }
}
