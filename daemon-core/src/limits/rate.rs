//! `throttle = "100/1m"`

use std::fmt;
use std::time::Duration;

use daemon_grammar::rate;

/// How many runs of handlers may begin in any window of time: `throttle = "100/1m"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rate {
    /// How many, at least one.
    pub runs: u32,
    /// In how long.
    pub window: Duration,
}

impl Rate {
    /// So many runs in any window of this length. None at all, or a window of no time, is a rate that nothing could go by: it
    /// is one run, or a window of a nanosecond, instead.
    pub const fn new(runs: u32, window: Duration) -> Self {
        let runs = if runs == 0 { 1 } else { runs };
        let window = if window.is_zero() { Duration::from_nanos(1) } else { window };
        Self { runs, window }
    }
}

impl From<rate::Rate> for Rate {
    fn from(rate: rate::Rate) -> Self {
        Self::new(rate.count, rate.window)
    }
}

/// As it is written: `100/1m`
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&rate::Rate { count: self.runs, window: self.window }, f)
    }
}
