//! From a question to its answer, of a receiver that has nothing else to do.

use std::time::Instant;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region};
use tokio::sync::mpsc;

use super::{Case, Flavor, Run};
use crate::contender::{Adders, Contender};
use crate::spread::Spread;
use crate::work::Sum;

/// One task asks, waits for the answer, and asks again.
pub(crate) struct Ask {
    pub(crate) flavor: Flavor,
    pub(crate) times: u64,
}

impl Case for Ask {
    fn name(&self) -> String {
        format!("ask, p50, {}", self.flavor.name())
    }

    fn unit(&self) -> &'static str {
        "ns"
    }

    fn flavor(&self) -> Flavor {
        self.flavor
    }

    async fn run<C: Contender>(&self) -> Run {
        let (done, _) = mpsc::unbounded_channel();
        let adders = C::Adders::start(1, Sum::new(u64::MAX, done)).await;
        let times = self.times;
        let asker = tokio::spawn(async move {
            let mut nanos = Vec::with_capacity(usize::try_from(times).unwrap_or_default());
            let before = Region::new(&INSTRUMENTED_SYSTEM);
            for number in 0..times {
                let began = Instant::now();
                assert_eq!(adders.ask(number).await, 2 * number, "the answer is right");
                nanos.push(began.elapsed().as_nanos() as f64);
            }
            (nanos, before.change().allocations, adders)
        });
        let (nanos, allocated, adders) = asker.await.expect("the asker does not panic");
        adders.stop().await;
        Run { value: Spread::of(nanos).median, allocations: allocated as f64 / times as f64 }
    }
}
