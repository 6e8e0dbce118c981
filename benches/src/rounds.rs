//! Taking turns, and medians.

use std::time::{Duration, Instant};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region};
use tokio::runtime::{Builder, Runtime};

/// Which runtime everybody runs on.
#[derive(Clone, Copy)]
pub(crate) enum Flavor {
    TwoWorkers,
    CurrentThread,
}

/// One publisher, so many subscribers, so many events.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) flavor: Flavor,
    pub(crate) subscribers: usize,
    pub(crate) events: u64,
}

/// What one run took, from the first event sent to the last one handled.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub(crate) took: Duration,
    pub(crate) allocations: u64,
}

/// Who delivers.
pub(crate) trait Contender {
    /// Sets everything up, delivers, and checks that all of it was handled.
    fn run(&self, runtime: &Runtime, case: Case) -> Run;
}

/// Times `work`, which ends when the last event has been handled.
pub(crate) async fn timed(work: impl Future<Output = ()>) -> Run {
    let (before, began) = (Region::new(&INSTRUMENTED_SYSTEM), Instant::now());
    work.await;
    Run { took: began.elapsed(), allocations: before.change().allocations as u64 }
}

/// What every subscriber must have counted and added up.
pub(crate) fn expected(case: Case) -> (u64, u64) {
    (case.events, case.events * (case.events - 1) / 2)
}

/// Runs `contenders` in turn, `rounds` times, and gives a line of the table. The first is what the others are compared
/// with.
pub(crate) fn measure(case: Case, contenders: &[&dyn Contender], rounds: usize) -> String {
    let runtime = match case.flavor {
        Flavor::TwoWorkers => Builder::new_multi_thread().worker_threads(2).enable_time().build(),
        Flavor::CurrentThread => Builder::new_current_thread().enable_time().build(),
    };
    let runtime = runtime.expect("a benchmark needs a runtime");
    let mut runs: Vec<Vec<Run>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        for turn in 0..contenders.len() {
            let who = (round + turn) % contenders.len();
            let run = contenders[who].run(&runtime, case);
            // The first round warms up.
            if round > 0 {
                runs[who].push(run);
            }
        }
    }
    line(case, &runs)
}

fn line(case: Case, runs: &[Vec<Run>]) -> String {
    let deliveries = case.events as f64 * case.subscribers as f64;
    let spread = |runs: &[Run]| {
        let mut each: Vec<f64> = runs.iter().map(|run| run.took.as_nanos() as f64 / deliveries).collect();
        each.sort_by(f64::total_cmp);
        (each[each.len() / 2], each[0], each[each.len() - 1])
    };
    let allocations =
        |runs: &[Run]| runs.iter().map(|run| run.allocations as f64 / deliveries).fold(f64::MAX, f64::min);
    let workers = match case.flavor {
        Flavor::TwoWorkers => "2 workers",
        Flavor::CurrentThread => "current thread",
    };
    let (hand, daemon) = (spread(&runs[0]), spread(&runs[1]));
    format!(
        "| publish 1→{}, {workers} | {:.0} ({:.0}–{:.0}) | {:.0} ({:.0}–{:.0}) | {:.2} | {:.2}, {:.2} |",
        case.subscribers,
        hand.0,
        hand.1,
        hand.2,
        daemon.0,
        daemon.1,
        daemon.2,
        daemon.0 / hand.0,
        allocations(&runs[0]),
        allocations(&runs[1]),
    )
}
