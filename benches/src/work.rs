//! What every contender's handler does, so that only the way to it differs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use daemon_core::Event;
use tokio::sync::mpsc;

/// What is sent.
#[derive(Event)]
#[event(topic = "bench.number")]
pub(crate) struct Number {
    pub(crate) value: u64,
    /// When it was sent, where that matters.
    pub(crate) sent: Instant,
}

impl Number {
    /// Sent now.
    pub(crate) fn new(value: u64) -> Arc<Self> {
        Arc::new(Self { value, sent: Instant::now() })
    }
}

/// Adds up the numbers; at the last one it tells how many there were and what they make.
#[derive(Clone)]
pub(crate) struct Sum {
    events: u64,
    count: u64,
    total: u64,
    done: mpsc::UnboundedSender<(u64, u64)>,
    /// Who wants to know of each how long it took to come.
    seen: Option<mpsc::UnboundedSender<Duration>>,
}

impl Sum {
    pub(crate) fn new(events: u64, done: mpsc::UnboundedSender<(u64, u64)>) -> Self {
        Self { events, count: 0, total: 0, done, seen: None }
    }

    /// Also tells `seen` how long each was on its way.
    pub(crate) fn telling(self, seen: mpsc::UnboundedSender<Duration>) -> Self {
        Self { seen: Some(seen), ..self }
    }

    /// The handler.
    #[inline]
    pub(crate) fn take(&mut self, number: &Number) {
        if let Some(seen) = &self.seen {
            seen.send(number.sent.elapsed()).expect("the benchmark looks at every number");
        }
        self.count += 1;
        self.total += number.value;
        if self.count == self.events {
            self.done.send((self.count, self.total)).expect("the benchmark waits for all");
        }
    }
}

/// How often timers have ticked, all together.
#[derive(Clone, Default)]
pub(crate) struct Ticks(Arc<AtomicU64>);

impl Ticks {
    /// The handler.
    pub(crate) fn tick(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
