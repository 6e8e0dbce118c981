//! What `#[interval(…)]` says.

use std::time::Duration;

use daemon_grammar::duration;

/// How long from one tick to the next.
#[derive(Clone, Copy, Debug)]
pub enum Period {
    /// A literal.
    Fixed(Duration),
    /// An expression, evaluated when the app is checked and at the start of each generation.
    Computed(fn() -> Duration),
}

impl Period {
    /// The period, evaluated now.
    pub(crate) fn get(self) -> Duration {
        match self {
            Self::Fixed(period) => period,
            Self::Computed(expression) => expression(),
        }
    }
}

/// What becomes of ticks that could not begin before their successor was due.
///
/// A period of 5 s, and a run that takes 12 s:
///
/// ```text
/// due     5    10    15    20    25    30
/// skip    [run········]run  20    25    30      at 17 at once, then as scheduled
/// delay   [run········]run       22    27       at 17 at once, then a period after that
/// burst   [run········]run run  20    25        at 17 twice, one after the other
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Missed {
    /// One tick at once, the others are left out, and then the old schedule.
    #[default]
    Skip,
    /// Every one of them at once, one after the other.
    Burst,
    /// One tick at once, and a new schedule from there.
    Delay,
}

/// An `#[interval]` and its options.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Interval {
    /// Unique in the daemon.
    pub name: &'static str,
    /// From one tick to the next.
    pub period: Period,
    /// What becomes of late ticks.
    pub missed: Missed,
    /// Each tick is put off by a random time up to this; the schedule itself does not drift.
    pub jitter: Duration,
    /// Whether the first tick is due at once instead of after one period.
    pub immediate: bool,
    /// How long to pause after a run that returned an error, instead of one period.
    pub after_error: Option<Duration>,
}

impl Interval {
    /// What is wrong with `period`, as its expression came out.
    pub(crate) fn wrong(&self, period: Duration) -> Option<String> {
        if period.is_zero() {
            return Some("has a period of zero: `every` must be above zero".to_owned());
        }
        if self.jitter < period {
            return None;
        }
        let (jitter, period) = (duration::display(self.jitter), duration::display(period));
        Some(format!("has a jitter of {jitter} and a period of {period}: `every` must be above its jitter"))
    }

    const fn new(name: &'static str, period: Period) -> Self {
        Self { name, period, missed: Missed::Skip, jitter: Duration::ZERO, immediate: false, after_error: None }
    }

    /// With a literal period.
    pub const fn fixed(name: &'static str, period: Duration) -> Self {
        Self::new(name, Period::Fixed(period))
    }

    /// With a period from an expression.
    pub const fn computed(name: &'static str, period: fn() -> Duration) -> Self {
        Self::new(name, Period::Computed(period))
    }

    /// Sets `missed`.
    #[must_use = "returns the changed interval"]
    pub const fn missed(mut self, missed: Missed) -> Self {
        self.missed = missed;
        self
    }

    /// Sets `jitter`.
    #[must_use = "returns the changed interval"]
    pub const fn jitter(mut self, jitter: Duration) -> Self {
        self.jitter = jitter;
        self
    }

    /// Sets `immediate`.
    #[must_use = "returns the changed interval"]
    pub const fn immediate(mut self) -> Self {
        self.immediate = true;
        self
    }

    /// Sets `after_error`.
    #[must_use = "returns the changed interval"]
    pub const fn after_error(mut self, pause: Duration) -> Self {
        self.after_error = Some(pause);
        self
    }
}
