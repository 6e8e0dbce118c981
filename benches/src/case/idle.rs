//! From sending to the handler's beginning, into a receiver that has nothing to do.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc;

use super::{Case, Flavor, Run};
use crate::contender::{Adders, Contender};
use crate::spread::Spread;
use crate::work::{Number, Sum};

/// One task sends an event, waits until it has been handled, and sends the next.
///
/// The clock is read before sending and first thing in the handler: waking a parked thread is in it only as far as the
/// contender itself makes that necessary.
pub(crate) struct Idle {
    pub(crate) flavor: Flavor,
    pub(crate) events: u64,
}

impl Case for Idle {
    fn name(&self) -> String {
        format!("publish → handler, idle, p50, {}", self.flavor.name())
    }

    fn unit(&self) -> &'static str {
        "ns"
    }

    fn flavor(&self) -> Flavor {
        self.flavor
    }

    async fn run<C: Contender>(&self) -> Run {
        let (done, mut all_done) = mpsc::unbounded_channel();
        let (seen, mut latencies) = mpsc::unbounded_channel();
        let adders = C::Adders::start(1, Sum::new(self.events, done).telling(seen)).await;
        let events = self.events;
        let sender = tokio::spawn(async move {
            let mut nanos = Vec::new();
            for _ in 0..events {
                adders.send(&Arc::new(Number { value: 1, sent: Instant::now() })).await;
                let latency = latencies.recv().await.expect("every number is seen");
                nanos.push(latency.as_nanos() as f64);
            }
            (nanos, adders)
        });
        assert_eq!(all_done.recv().await, Some((events, events)), "all were handled, once");
        let (nanos, adders) = sender.await.expect("the sender does not panic");
        adders.stop().await;
        Run { value: Spread::of(nanos).median, allocations: f64::NAN }
    }
}
