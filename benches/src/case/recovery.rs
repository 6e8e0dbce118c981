//! From a panic to the next message handled.

use std::time::Instant;

use super::{Case, Flavor, Run};
use crate::contender::Contender;
use crate::fragile::Fragile;
use crate::spread::Spread;

/// One task sends what makes the service panic, asks it something, waits for the answer, and does so again.
pub(crate) struct Recovery {
    pub(crate) flavor: Flavor,
    pub(crate) times: u64,
}

impl Case for Recovery {
    fn name(&self) -> String {
        format!("panic → next message handled, p50, {}", self.flavor.name())
    }

    fn unit(&self) -> &'static str {
        "ns"
    }

    fn flavor(&self) -> Flavor {
        self.flavor
    }

    async fn run<C: Contender>(&self) -> Run {
        // A few thousand panics are not to be written to standard error.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let fragile = C::Fragile::start().await;
        let times = self.times;
        let user = tokio::spawn(async move {
            let mut nanos = Vec::new();
            for number in 1..=times {
                let began = Instant::now();
                let lives = fragile.burst_and_ask().await;
                nanos.push(began.elapsed().as_nanos() as f64);
                assert_eq!(lives, number, "it has been restarted once more");
            }
            (nanos, fragile)
        });
        let (nanos, fragile) = user.await.expect("who asks does not panic");
        fragile.stop().await;
        std::panic::set_hook(hook);
        Run { value: Spread::of(nanos).median, allocations: f64::NAN }
    }
}
