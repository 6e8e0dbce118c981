//! What a service holds that does nothing.

use stats_alloc::{INSTRUMENTED_SYSTEM, Region};
use tokio::sync::mpsc;

use super::{Case, Flavor, Run};
use crate::contender::{Adders, Contender};
use crate::work::Sum;

/// So many services with an interval each, started and left alone.
pub(crate) struct Resting {
    pub(crate) count: usize,
}

impl Case for Resting {
    fn name(&self) -> String {
        format!("memory of one of {} that rest", self.count)
    }

    fn unit(&self) -> &'static str {
        "bytes"
    }

    fn flavor(&self) -> Flavor {
        Flavor::CurrentThread
    }

    async fn run<C: Contender>(&self) -> Run {
        // What there is one of, for however many, is there before.
        let (done, mut gone) = mpsc::unbounded_channel();
        C::Adders::start(1, Sum::new(1, done.clone())).await.stop().await;
        let before = Region::new(&INSTRUMENTED_SYSTEM);
        let adders = C::Adders::start(self.count, Sum::new(1, done)).await;
        let change = before.change();
        adders.stop().await;
        assert_eq!(gone.recv().await, None, "none is left");
        let held = change.bytes_allocated as f64 - change.bytes_deallocated as f64;
        Run { value: held / self.count as f64, allocations: f64::NAN }
    }
}
