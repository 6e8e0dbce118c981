//! When something is too much, and when it no longer is.

/// A level with hysteresis: one noisy sample neither raises nor clears an alert, and neither does wavering about a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Raised at this and above, in percent.
    pub(crate) raise_at: f64,
    /// Cleared below this, in percent.
    pub(crate) clear_below: f64,
    /// How many samples in a row it takes, for either.
    pub(crate) patience: u32,
}

/// What one sample changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Raised,
    Cleared,
}

/// One thing that is watched.
#[derive(Clone, Debug)]
pub(crate) struct Threshold {
    limits: Limits,
    raised: bool,
    /// How many samples in a row have asked for a change.
    streak: u32,
}

impl Threshold {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, raised: false, streak: 0 }
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.raised
    }

    pub(crate) fn observe(&mut self, percent: f64) -> Option<Change> {
        let Limits { raise_at, clear_below, patience } = self.limits;
        let asks_for_change = if self.raised { percent < clear_below } else { percent >= raise_at };
        self.streak = if asks_for_change { self.streak + 1 } else { 0 };
        if self.streak < patience.max(1) {
            return None;
        }
        self.streak = 0;
        self.raised = !self.raised;
        Some(if self.raised { Change::Raised } else { Change::Cleared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { raise_at: 90.0, clear_below: 80.0, patience: 3 };

    /// What each of `samples` changes: `^` raised, `v` cleared, `.` nothing.
    fn play(samples: &[f64]) -> String {
        let mut threshold = Threshold::new(LIMITS);
        let sign = |change| match change {
            Some(Change::Raised) => '^',
            Some(Change::Cleared) => 'v',
            None => '.',
        };
        samples.iter().map(|&percent| sign(threshold.observe(percent))).collect()
    }

    #[test]
    fn it_takes_several_samples_in_a_row() {
        assert_eq!(play(&[95.0, 95.0, 50.0, 95.0, 95.0, 95.0, 95.0]), ".....^.");
        assert_eq!(play(&[95.0, 95.0, 95.0, 70.0, 70.0, 95.0, 70.0, 70.0, 70.0]), "..^.....v");
    }

    #[test]
    fn between_the_limits_everything_stays_as_it_is() {
        assert_eq!(play(&[85.0; 10]), "..........");
        assert_eq!(play(&[95.0, 95.0, 95.0, 85.0, 89.9, 80.0, 91.0, 80.0]), "..^.....");
    }

    #[test]
    fn the_limits_themselves() {
        assert_eq!(play(&[90.0, 90.0, 90.0]), "..^");
        assert_eq!(play(&[89.99, 89.99, 89.99]), "...");
        assert_eq!(play(&[90.0, 90.0, 90.0, 80.0, 80.0, 80.0, 79.99, 79.99, 79.99]), "..^.....v");
    }

    #[test]
    fn no_patience_is_at_once() {
        let mut threshold = Threshold::new(Limits { patience: 0, ..LIMITS });
        assert_eq!(threshold.observe(95.0), Some(Change::Raised));
        assert_eq!(threshold.observe(10.0), Some(Change::Cleared));
    }
}
