//! Waking a task at a time, whatever the workers of its runtime are blocked in.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// Wakes the one task that waits for it: when its time has come, or when somebody pokes it.
///
/// Where there is a thread for the clock, it is that thread that wakes the task, also for whoever pokes it: see
/// [`Own`](super::own::Own). It knows of nothing but this, so it keeps nobody's system, and runs nobody's code.
pub(crate) struct Alarm {
    shared: Arc<Shared>,
    has_clock: bool,
}

#[derive(Default)]
struct Shared {
    set: Mutex<Set>,
    /// Something is different: for the clock.
    moved: Notify,
    /// For the task that waits.
    ring: Notify,
}

#[derive(Default)]
struct Set {
    at: Option<Instant>,
    poked: bool,
    closed: bool,
}

impl Alarm {
    #[expect(clippy::disallowed_methods, reason = "it ends with the alarm")]
    pub(super) fn new(clock: Option<&Handle>) -> Self {
        let shared = Arc::new(Shared::default());
        if let Some(clock) = clock {
            clock.spawn(Arc::clone(&shared).keep());
        }
        Self { shared, has_clock: clock.is_some() }
    }

    /// Wakes the task that waits, or will.
    pub(crate) fn poke(&self) {
        if self.has_clock {
            self.shared.set().poked = true;
            self.shared.moved.notify_one();
        } else {
            self.shared.ring.notify_one();
        }
    }

    /// Resolves at `until`, or when it is poked; it may resolve early. For one task at a time.
    pub(crate) async fn wait(&self, until: Option<Instant>) {
        if self.has_clock {
            let before = std::mem::replace(&mut self.shared.set().at, until);
            if before != until {
                self.shared.moved.notify_one();
            }
            self.shared.ring.notified().await;
        } else if let Some(until) = until {
            // Either way there is a reason to look again.
            let _ = timeout_at(until, self.shared.ring.notified()).await;
        } else {
            self.shared.ring.notified().await;
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.shared.set().closed = true;
        self.shared.moved.notify_one();
    }
}

impl Shared {
    fn set(&self) -> MutexGuard<'_, Set> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the clock until the alarm is dropped.
    async fn keep(self: Arc<Self>) {
        loop {
            let (rings, at) = {
                let mut set = self.set();
                if set.closed {
                    return;
                }
                let due = set.at.take_if(|at| *at <= Instant::now()).is_some();
                (std::mem::take(&mut set.poked) || due, set.at)
            };
            if rings {
                self.ring.notify_one();
            }
            match at {
                Some(at) => drop(timeout_at(at, self.moved.notified()).await),
                None => self.moved.notified().await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    async fn wakes_in_time_and_when_poked(alarm: Alarm) {
        alarm.poke();
        alarm.wait(None).await;
        let began = Instant::now();
        let until = began + Duration::from_millis(20);
        while Instant::now() < until {
            alarm.wait(Some(until)).await;
        }
        // An earlier time than the one it was set for.
        let soon = Instant::now() + Duration::from_millis(10);
        let (mut late, mut early) = (0, 0);
        tokio::select! {
            biased;
            () = alarm.wait(Some(soon + Duration::from_secs(3600))) => late += 1,
            () = tokio::task::yield_now() => early += 1,
        }
        assert_eq!((late, early), (0, 1));
        while Instant::now() < soon {
            alarm.wait(Some(soon)).await;
        }
    }

    #[tokio::test]
    async fn without_a_thread_for_the_clock() {
        wakes_in_time_and_when_poked(Alarm::new(None)).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn with_one() {
        wakes_in_time_and_when_poked(Alarm::new(Some(&Handle::current()))).await;
    }

    #[tokio::test]
    async fn the_clock_forgets_an_alarm_that_is_dropped() {
        let alarm = Alarm::new(Some(&Handle::current()));
        let shared = Arc::downgrade(&alarm.shared);
        drop(alarm);
        while shared.strong_count() > 0 {
            tokio::task::yield_now().await;
        }
    }
}
