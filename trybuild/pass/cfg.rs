//! Handlers, hooks and fields under `#[cfg]`, present and absent.
#![deny(warnings)]

use std::sync::atomic::{AtomicU32, Ordering};

use compile_tests::live;
use daemon_core::prelude::*;

static RUNS: AtomicU32 = AtomicU32::new(0);

#[derive(Event)]
struct Beat;

#[daemon]
struct Heart {
    #[cfg(all())]
    present: u32,
    #[cfg(any())]
    absent: Missing,
    #[cfg(any())]
    #[resource]
    absent_resource: Missing,
    #[cfg(all())]
    #[default(3)]
    with_default: u32,
}

#[daemon]
impl Heart {
    #[cfg(all())]
    #[init]
    async fn wake(&mut self) {
        assert_eq!(self.present + self.with_default, 3);
    }

    #[cfg(any())]
    #[init]
    async fn wake_elsewhere(&mut self) -> Missing {}

    #[cfg(all())]
    #[interval("1s")]
    async fn beat(&mut self, ctx: &Context) -> Result {
        RUNS.fetch_add(1, Ordering::Relaxed);
        ctx.publish(Beat).await?;
        Ok(())
    }

    #[interval("1s")]
    #[cfg(any())]
    async fn beat(&mut self) -> Missing {}

    #[cfg(any())]
    #[subscribe(concurrent = 3)]
    async fn missing(&self, event: &Missing) {}

    #[cfg(any())]
    #[on_ready(Missing)]
    fn never(&mut self) {}

    #[cfg_attr(all(), allow(unused_variables))]
    #[subscribe]
    async fn heard(&mut self, beat: &Beat) {}

    #[cfg(any())]
    #[cleanup]
    fn end(&mut self) -> Missing {}
}

#[daemon]
struct OnlyAbsent;

#[daemon]
impl OnlyAbsent {
    #[cfg(any())]
    #[run]
    async fn run(&mut self) {}

    #[cfg(any())]
    #[interval("1s")]
    fn tick(&mut self) {}
}

#[daemon]
struct OneOfTwo;

#[daemon]
impl OneOfTwo {
    #[cfg(all())]
    #[run]
    async fn run(&self, ctx: &Context) {
        ctx.cancelled().await;
    }

    #[cfg(not(all()))]
    #[run]
    async fn run(&self) {}

    #[cfg(any())]
    #[cfg(all())]
    #[interval("1s")]
    fn tick(&self) {}

    #[cfg(all())]
    #[cleanup]
    fn end(&mut self) {}

    #[cfg(not(all()))]
    #[cleanup]
    fn end(&mut self, ctx: &Context) {}
}

#[cfg(any())]
#[daemon]
struct Absent;

#[cfg(any())]
#[daemon]
impl Absent {}

fn main() {
    live(App::new(), 10);
    assert!(RUNS.load(Ordering::Relaxed) >= 9);
}
