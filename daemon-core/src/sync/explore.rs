//! Running a model in many orders.

use std::env;

use shuttle::scheduler::{DfsScheduler, PctScheduler, RandomScheduler, ReplayScheduler};
use shuttle::{Config, Runner};

/// In how many orders of each kind a model runs, unless `MODEL_RUNS` says otherwise.
const RUNS: usize = 500;

/// How often the order of urgency changes in a run: most mistakes take one or two ill-timed changes.
const CHANGES: usize = 3;

/// More orders than any model has that is small enough to be tried in all.
const ALL: usize = 2_000_000;

fn config() -> Config {
    let mut config = Config::new();
    // The warning is that all atomics are taken to be sequentially consistent. CONTRIBUTING.md says so.
    config.silence_warnings = true;
    config.ungraceful_shutdown_config.immediately_return_on_panic = true;
    config
}

/// Runs `model` in orders chosen at random: one half of them step by step, the other by urgency.
///
/// A panic, or that everybody sleeps, fails the test and prints the schedule; with it in `MODEL_SCHEDULE`, that order is
/// repeated and no other.
pub(crate) fn explore(model: impl Fn() + Copy + Send + Sync + 'static) {
    if replayed(model) {
        return;
    }
    let runs = env::var("MODEL_RUNS").map_or(RUNS, |runs| runs.parse().expect("MODEL_RUNS is a number"));
    Runner::new(RandomScheduler::new(runs), config()).run(model);
    Runner::new(PctScheduler::new(CHANGES, runs), config()).run(model);
}

/// Runs `model` in every order that there is.
pub(crate) fn exhaust(model: impl Fn() + Copy + Send + Sync + 'static) {
    if !replayed(model) {
        let runs = Runner::new(DfsScheduler::new(Some(ALL), false), config()).run(model);
        assert!(runs < ALL, "too large to be tried in every order");
    }
}

fn replayed(model: impl Fn() + Send + Sync + 'static) -> bool {
    let schedule = env::var("MODEL_SCHEDULE");
    if let Ok(schedule) = &schedule {
        Runner::new(ReplayScheduler::new_from_encoded(schedule), config()).run(model);
    }
    schedule.is_ok()
}
