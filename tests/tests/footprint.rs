//! What a daemon holds that does nothing: so many bytes and no more. A program of its own, with one test: the counter
//! counts for the whole process.

use std::sync::Arc;

use daemon_core::prelude::*;
use daemon_core::testing;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

const DAEMONS: usize = 1_000;

#[derive(Event)]
struct Number(u64);

#[derive(Clone)]
struct Sum(#[expect(dead_code, reason = "it is held, as a resource is")] Arc<()>);

/// One of each that a small service has.
#[daemon(register = false)]
struct Adder {
    #[resource]
    _sum: Sum,
    total: u64,
}

#[daemon]
impl Adder {
    #[subscribe]
    fn number(&mut self, number: &Number) {
        self.total += number.0;
    }

    #[message]
    fn add(&mut self, number: u64) {
        self.total += number;
    }

    #[message]
    fn total(&mut self) -> u64 {
        self.total
    }

    #[interval("5s")]
    fn tick(&mut self) {
        self.total += 1;
    }
}

/// The bytes that each of so many idle daemons holds, and each after they have stopped.
fn held(count: usize) -> (usize, usize) {
    testing::run(async {
        let before = Region::new(&INSTRUMENTED_SYSTEM);
        let app = App::empty().provide(Sum(Arc::new(())));
        let app = (0..count).fold(app, |app, number| app.with_named::<Adder>(&format!("daemon-{number}")));
        let system = app.strict().start().await.unwrap();
        let up = before.change();
        assert!(system.shutdown().await.is_clean());
        let down = before.change();
        drop(system);
        let each = |change: stats_alloc::Stats| (change.bytes_allocated - change.bytes_deallocated) / count;
        (each(up), each(down))
    })
}

/// With the test kit, which has room in each future for the faults of its tests, and without the compiler's optimisations, for
/// which futures are larger. Built for production, it is about two thirds of this.
const MOST: usize = 5_400;

#[test]
fn an_idle_daemon_holds_no_more_than_so_many_bytes() {
    // What there is one of, for however many, is there before.
    held(1);
    let (up, down) = held(DAEMONS);
    assert!(up <= MOST, "{up} bytes for each that is idle, {down} for each that has stopped");
    assert!(down < up, "{up} bytes for each that is idle, {down} for each that has stopped");
}
