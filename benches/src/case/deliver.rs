//! From the first event sent to the last one handled.

use std::sync::Arc;
use std::time::Instant;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region};
use tokio::sync::mpsc;

use super::{Case, Flavor, Run};
use crate::contender::{Adders, Contender};
use crate::work::{Number, Sum};

/// One task sends so many events to so many receivers.
pub(crate) struct Deliver {
    pub(crate) flavor: Flavor,
    pub(crate) message: Message,
    pub(crate) receivers: usize,
    pub(crate) events: u64,
}

/// What is sent.
#[derive(Clone, Copy)]
pub(crate) enum Message {
    /// One and the same `Arc` each time: sending it need not allocate.
    Same,
    /// The same, as what is for one is sent: by a message, where those are not what everything is sent by.
    Told,
    /// A new event each time.
    Fresh,
}

impl Case for Deliver {
    fn name(&self) -> String {
        let what = match self.message {
            Message::Same => "tell",
            Message::Told => "tell by message",
            Message::Fresh => "publish",
        };
        format!("{what} 1→{}, {}", self.receivers, self.flavor.name())
    }

    fn unit(&self) -> &'static str {
        "ns per delivery"
    }

    fn flavor(&self) -> Flavor {
        self.flavor
    }

    async fn run<C: Contender>(&self) -> Run {
        let (done, mut all_done) = mpsc::unbounded_channel();
        let adders = C::Adders::start(self.receivers, Sum::new(self.events, done)).await;
        let &Self { message, events, .. } = self;
        let epoch = Instant::now();
        let same = Arc::new(Number { value: 1, sent: epoch });
        let (before, began) = (Region::new(&INSTRUMENTED_SYSTEM), Instant::now());
        let sender = tokio::spawn(async move {
            for value in 0..events {
                match message {
                    Message::Same => adders.send(&same).await,
                    Message::Told => adders.tell(&same).await,
                    Message::Fresh => adders.send(&Arc::new(Number { value, sent: epoch })).await,
                }
            }
            adders
        });
        for _ in 0..self.receivers {
            assert_eq!(all_done.recv().await, Some((events, self.sum())), "all were handled, once");
        }
        let (took, change) = (began.elapsed(), before.change());
        sender.await.expect("the sender does not panic").stop().await;
        let deliveries = events as f64 * self.receivers as f64;
        Run {
            value: took.as_nanos() as f64 / deliveries,
            allocations: (change.allocations + change.reallocations) as f64 / deliveries,
        }
    }
}

impl Deliver {
    /// What every receiver must have added up.
    fn sum(&self) -> u64 {
        match self.message {
            Message::Same | Message::Told => self.events,
            Message::Fresh => self.events * (self.events - 1) / 2,
        }
    }
}
