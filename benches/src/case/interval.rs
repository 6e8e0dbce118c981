//! What timers cost.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::{Case, Flavor, Run};
use crate::contender::{Contender, PERIOD, Tickers};
use crate::work::Ticks;

/// So many services with one interval each, for a span of real time.
pub(crate) struct Intervals {
    pub(crate) count: usize,
    pub(crate) span: Duration,
}

impl Case for Intervals {
    fn name(&self) -> String {
        format!("{} intervals of {} ms, CPU time", self.count, PERIOD.as_millis())
    }

    fn unit(&self) -> &'static str {
        "ns per tick"
    }

    fn flavor(&self) -> Flavor {
        Flavor::TwoWorkers
    }

    async fn run<C: Contender>(&self) -> Run {
        let ticks = Ticks::default();
        let tickers = C::Tickers::start(self.count, ticks.clone()).await;
        // All have ticked once, and what starting left behind is done.
        tokio::time::sleep(PERIOD * 2).await;
        let (before, began) = (ticks.count(), cpu_time());
        tokio::time::sleep(self.span).await;
        let (ticked, took) = (ticks.count() - before, cpu_time().saturating_sub(began));
        tickers.stop().await;
        let due = self.count as f64 * self.span.as_secs_f64() / PERIOD.as_secs_f64();
        let share = ticked as f64 / due;
        assert!((0.9..1.1).contains(&share), "{ticked} ticks of {due}");
        Run { value: took.as_nanos() as f64 / ticked as f64, allocations: f64::NAN }
    }
}

/// Of all threads of this process.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).expect("time does not run backwards")
}
