//! Fixed times that have been: none of them comes again, whatever becomes of the clock.

use std::collections::VecDeque;

/// How many runs of times are remembered. Each begins where times were left out.
const RUNS: usize = 16;

/// Times that have fired, in seconds since 1970, as runs without a gap.
#[derive(Clone, Debug, Default)]
pub(super) struct Done(VecDeque<Run>);

#[derive(Clone, Copy, Debug)]
struct Run {
    first: i64,
    last: i64,
}

impl Done {
    /// `at` fires; `after` is the time before it, if that has fired too.
    pub(super) fn note(&mut self, at: i64, after: Option<i64>) {
        match self.0.back_mut() {
            Some(run) if Some(run.last) == after => run.last = at,
            _ => self.0.push_back(Run { first: at, last: at }),
        }
        if self.0.len() > RUNS {
            self.0.pop_front();
        }
    }

    /// Up to where all times have fired from `at` on, if `at` has.
    pub(super) fn until(&self, at: i64) -> Option<i64> {
        let runs = self.0.iter().filter(|run| (run.first..=run.last).contains(&at));
        runs.map(|run| run.last).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_grow_and_the_oldest_is_forgotten() {
        let mut done = Done::default();
        done.note(10, None);
        done.note(20, Some(10));
        done.note(40, None);
        done.note(30, None);
        let until = |done: &Done| [9, 10, 15, 20, 21, 30, 40, 41].map(|at| done.until(at));
        assert_eq!(until(&done), [None, Some(20), Some(20), Some(20), None, Some(30), Some(40), None]);
        (100..100 + i64::try_from(RUNS).unwrap()).for_each(|at| done.note(2 * at, None));
        assert_eq!(until(&done), [None; 8]);
        assert_eq!(done.until(200), Some(200));
    }
}
