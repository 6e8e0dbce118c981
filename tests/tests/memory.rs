//! What ten thousand restarts leave behind in memory: nothing. A program of its own, with one test: the counter counts for
//! the whole process.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;
use daemon_core::testing::{self, assert_no_leaks, settle};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

#[derive(Event)]
struct Job;

#[derive(Clone, Default)]
struct Lives(Arc<AtomicU64>);

/// Has a bit of everything that a generation may own, and fails as soon as it is up.
#[daemon(register = false, restart(max = 4_000_000, delay = "0ms"))]
struct Owner {
    #[resource]
    lives: Lives,
    kept: Vec<u8>,
}

#[daemon]
impl Owner {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        self.kept = vec![0; 1024];
        ctx.track(vec![0_u8; 1024]);
        ctx.spawn(std::future::pending::<()>());
        ctx.set_interval("extra", Duration::from_secs(1), Self::extra)?;
        ctx.subscribe(Self::more)?;
        Ok(())
    }

    #[interval("1s")]
    fn tick(&mut self) {}

    #[subscribe]
    fn job(&mut self, _: &Job) {}

    async fn more(&mut self, _: &Job, _: &Context) {}

    async fn extra(&mut self, _: &Context) {}

    #[defer("0ms")]
    fn fail(&mut self) {
        self.lives.0.fetch_add(1, Ordering::SeqCst);
        panic!("once more");
    }
}

/// Bytes that are allocated and not freed.
fn live() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

#[test]
fn p13_memory_is_flat_over_ten_thousand_restarts() {
    // The panics are the point, and their messages are not.
    std::panic::set_hook(Box::new(|_| {}));
    testing::run(async {
        let lives = Lives::default();
        let system = App::empty().with::<Owner>().provide(lives.clone()).start().await.unwrap();
        let reach = async |count: u64| {
            while lives.0.load(Ordering::SeqCst) < count {
                settle().await;
            }
            live()
        };
        // By then the journal in memory is full, and forgets as much as it learns.
        let (early, late) = (reach(5_000).await, reach(15_000).await);
        assert!(late < early + 64 * 1024, "{early} bytes after 5,000 restarts, {late} after 15,000");
        system.stop("owner").await.unwrap();
        system.wait_for("owner", Status::Stopped).await.unwrap();
        assert_no_leaks(&system);
        system.shutdown().await;
    });
}
