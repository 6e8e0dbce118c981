//! Handlers of every shape: arguments, async or not, with the context or without, every return type.
#![deny(warnings)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use compile_tests::live;
use daemon_core::prelude::*;

static RUNS: AtomicU32 = AtomicU32::new(0);

fn ran() {
    RUNS.fetch_add(1, Ordering::Relaxed);
}

#[derive(Event, Clone)]
struct Pair(u8, u8);

#[daemon]
struct Publisher;

#[daemon]
impl Publisher {
    #[defer("1s")]
    async fn publish(&mut self, ctx: &Context) -> Result {
        Ok(ctx.publish(Pair(1, 2)).await?)
    }
}

#[daemon(after(Publisher))]
struct Exclusive {
    sum: u8,
}

#[daemon]
impl Exclusive {
    #[subscribe]
    async fn borrowed(&mut self, event: &Pair) {
        self.sum += event.0;
        ran();
    }

    #[subscribe]
    async fn borrowed_ctx(&mut self, event: &Pair, ctx: &Context) -> Result {
        assert_eq!((ctx.name(), event.1), ("exclusive", 2));
        ran();
        Ok(())
    }

    #[subscribe]
    fn borrowed_sync(&mut self, Pair(a, b): &Pair) {
        self.sum += a + b;
        ran();
    }

    #[subscribe]
    fn borrowed_sync_ctx(&mut self, &Pair(a, _): &Pair, _: &Context) -> Result<(), std::fmt::Error> {
        self.sum += a;
        ran();
        Ok(())
    }

    #[subscribe]
    async fn shared(&mut self, event: Arc<Pair>) {
        self.sum += event.0;
        ran();
    }

    #[subscribe]
    fn shared_sync_ctx(&mut self, event: std::sync::Arc<Pair>, context: &Context) {
        self.sum += event.0;
        ran();
        let _ = context;
    }

    #[subscribe]
    async fn cloned(&mut self, mut event: Pair) {
        event.0 += 1;
        self.sum += event.0;
        ran();
    }

    #[subscribe]
    fn cloned_sync_ctx(&mut self, Pair(a, ..): Pair, _ctx: &daemon_core::Context) -> Result {
        self.sum += a;
        ran();
        Ok(())
    }

    #[subscribe]
    async fn ignored(&mut self, _: &Pair, _: &Context) {
        ran();
    }

    #[subscribe]
    async fn reading(&self, _event: &Pair) {
        ran();
    }

    #[subscribe]
    fn reading_sync(&self, _event: &Pair) {
        ran();
    }

    #[subscribe]
    async fn of_self(&mut self, _: &Pair) -> Result<(), <Self as Named>::Error> {
        ran();
        Ok(())
    }
}

trait Named {
    type Error;
}

impl Named for Exclusive {
    type Error = std::io::Error;
}

#[daemon(after(Publisher))]
struct Concurrent {
    sum: AtomicU32,
}

#[daemon]
impl Concurrent {
    #[subscribe(concurrent = 2)]
    async fn borrowed(&self, event: &Pair) {
        self.sum.fetch_add(event.0.into(), Ordering::Relaxed);
        ran();
    }

    #[subscribe(concurrent = 2)]
    async fn shared(&self, _: Arc<Pair>, _: &Context) -> Result {
        ran();
        Ok(())
    }

    #[subscribe(concurrent = 2)]
    fn cloned(&self, _: Pair) {
        ran();
    }

    #[interval("1s", concurrent = 3)]
    async fn tick(&self, _: &Context) {
        tokio::task::yield_now().await;
    }

    #[interval("1s", concurrent = 3)]
    fn tock(&self) -> std::io::Result<()> {
        Ok(())
    }

    #[defer("1s")]
    fn alone(&mut self) {
        ran();
    }
}

fn main() {
    live(App::new(), 5);
    assert_eq!(RUNS.load(Ordering::Relaxed), 12 + 3 + 1);
}
