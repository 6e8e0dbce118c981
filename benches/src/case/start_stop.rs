//! What it costs to begin and to end.

use std::time::Instant;

use tokio::sync::mpsc;

use super::{Case, Flavor, Run};
use crate::contender::{Adders, Contender};
use crate::work::Sum;

/// So many services are started until all take numbers, and stopped until none is left.
pub(crate) struct StartStop {
    pub(crate) flavor: Flavor,
    pub(crate) count: usize,
}

impl Case for StartStop {
    fn name(&self) -> String {
        format!("start and stop {}, {}", self.count, self.flavor.name())
    }

    fn unit(&self) -> &'static str {
        "µs in all"
    }

    fn flavor(&self) -> Flavor {
        self.flavor
    }

    async fn run<C: Contender>(&self) -> Run {
        let (done, mut all_done) = mpsc::unbounded_channel();
        let began = Instant::now();
        let adders = C::Adders::start(self.count, Sum::new(1, done)).await;
        let started = began.elapsed();
        adders.send(&crate::work::Number::new(1)).await;
        for _ in 0..self.count {
            assert_eq!(all_done.recv().await, Some((1, 1)), "each was started, once");
        }
        let began = Instant::now();
        adders.stop().await;
        Run { value: (started + began.elapsed()).as_nanos() as f64 / 1e3, allocations: f64::NAN }
    }
}
