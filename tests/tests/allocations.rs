//! What a delivery costs in allocations. A program of its own, with one test: the counter counts for the whole process.
//! First at full speed on two threads, then at a pace at which nobody ever waits, where the price is exact.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::sync::oneshot;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

const CAPACITY: usize = 1_024;
const EVENTS: u64 = 1_000_000;
const LIMIT: Duration = Duration::from_secs(120);

#[derive(Event)]
struct Number(u64);

#[derive(Clone)]
struct Done(Arc<Mutex<Option<oneshot::Sender<()>>>>);

/// Checks that the numbers come in order, without one missing, and never more than there is room for.
#[daemon(register = false, mailbox = 1024)]
struct Counter {
    #[resource]
    done: Done,
    next: u64,
}

#[daemon]
impl Counter {
    #[subscribe]
    async fn number(&mut self, number: &Number) {
        assert_eq!(number.0, self.next, "in order, none lost");
        self.next += 1;
        if self.next == EVENTS {
            let done = self.done.0.lock().unwrap().take();
            done.unwrap().send(()).unwrap();
        }
    }
}

#[test]
fn p26_a_million_events_none_lost_in_order_in_bounded_memory_without_allocating() {
    at_full_speed();
    at_an_even_pace();
}

/// The publisher is quicker than the daemon, so that the mailbox is full time and again.
fn at_full_speed() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (system, all_done) = counting().await;
        let publisher = system.clone();
        let before = Region::new(&INSTRUMENTED_SYSTEM);
        let publishing = tokio::spawn(async move {
            let mut most = 0;
            for number in 0..EVENTS {
                publisher.publish(Number(number)).await.unwrap();
                if number % 1_000 == 0 {
                    most = most.max(publisher.status("counter").unwrap().mailbox);
                }
            }
            most
        });
        let most = tokio::time::timeout(LIMIT, async {
            all_done.await.unwrap();
            publishing.await.unwrap()
        });
        let most = most.await.expect("a million events within two minutes");
        assert!(most <= CAPACITY, "{most} waited in a mailbox of {CAPACITY}");
        let change = before.change();
        let kept = change.bytes_allocated - change.bytes_deallocated;
        assert!(kept < 256 * 1024, "{kept} bytes are kept after a million events");
        assert!(system.shutdown().await.is_clean());
    });
}

/// Half a mailbox at a time, on one thread: each event is one allocation, its `Arc`, and there is no other.
fn at_an_even_pace() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (system, mut all_done) = counting().await;
        let mut before = Region::new(&INSTRUMENTED_SYSTEM);
        let mut warm = 0;
        for number in 0..EVENTS {
            // The two buffers have grown to their size after the first few swaps.
            if number == 10_000 {
                warm = number;
                before.reset();
            }
            system.publish(Number(number)).await.unwrap();
            if number % (CAPACITY as u64 / 2) == 0 {
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
            }
        }
        let allocations = before.change().allocations as u64;
        assert_eq!(allocations, EVENTS - warm, "one allocation for each event");
        tokio::time::timeout(LIMIT, &mut all_done).await.expect("all are handled").unwrap();
        assert!(system.shutdown().await.is_clean());
    });
}

async fn counting() -> (System, oneshot::Receiver<()>) {
    let (done, all_done) = oneshot::channel();
    let done = Done(Arc::new(Mutex::new(Some(done))));
    (App::empty().with::<Counter>().provide(done).start().await.unwrap(), all_done)
}
