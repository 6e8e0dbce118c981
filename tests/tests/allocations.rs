//! What a delivery costs in allocations. A program of its own, with one test: the counter counts for the whole process.

use std::alloc::System;
use std::sync::Arc;
use std::time::Duration;

use daemon_core::prelude::*;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::sync::oneshot;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const CAPACITY: usize = 1_024;
const EVENTS: u64 = 1_000_000;

#[derive(Event)]
struct Number(u64);

#[derive(Clone)]
struct Done(Arc<std::sync::Mutex<Option<oneshot::Sender<()>>>>);

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
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (done, all_done) = oneshot::channel();
        let done = Done(Arc::new(std::sync::Mutex::new(Some(done))));
        let system = App::empty().with::<Counter>().provide(done).start().await.unwrap();
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
        let most = tokio::time::timeout(Duration::from_secs(120), async {
            all_done.await.unwrap();
            publishing.await.unwrap()
        });
        let most = most.await.expect("a million events within two minutes");
        assert!(most <= CAPACITY, "{most} waited in a mailbox of {CAPACITY}");
        let change = before.change();
        // Everything but the events' own `Arc`s: both buffers as they grow, and what the publisher does now and then
        // when the mailbox is full, which happens at most once for each buffer that is swapped.
        let beyond = change.allocations as u64 - EVENTS;
        assert!(beyond < EVENTS / 20, "{beyond} allocations beyond one for each event");
        assert!(change.bytes_allocated - change.bytes_deallocated < 4 * 1024 * 1024);
        assert!(system.shutdown().await.is_clean());
    });
}

