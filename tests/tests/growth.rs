//! Cost grows with what there is to do and no faster: ten times the daemons or subscribers, ten times the allocations.
//! Never by the clock. A program of its own, with one test: the counter counts for the whole process.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use daemon_core::prelude::*;
use daemon_core::testing::{self, settle};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

#[derive(Event)]
struct Beat;

/// One of many.
#[daemon(register = false, mailbox = 1)]
struct One;

#[daemon]
impl One {
    #[subscribe]
    fn beat(&mut self, _: &Beat) {}
}

/// One of many who need the same one.
#[daemon(register = false, depends_on("hub"))]
struct Spoke;

#[daemon]
impl Spoke {}

#[daemon(register = false)]
struct Hub;

#[daemon]
impl Hub {}

fn many<D: Daemon>(count: usize) -> App {
    (0..count).fold(App::empty(), |app, number| app.with_named::<D>(&format!("d-{number}")))
}

/// How many allocations each part of a life takes.
#[derive(Debug)]
struct Cost {
    start: usize,
    status: usize,
    stop: usize,
}

/// The life of `app`, in which everybody is up and then nobody is.
fn life(app: App) -> Cost {
    testing::run(async {
        let mut allocations = Allocations::new();
        let system = app.start().await.unwrap();
        let start = allocations.since_last();
        drop(system.statuses());
        let status = allocations.since_last();
        assert!(system.shutdown().await.is_clean());
        Cost { start, status, stop: allocations.since_last() }
    })
}

/// What it takes to publish to `count` who have room, and to as many who are full.
fn publishing(count: usize) -> (usize, usize) {
    testing::run(async {
        let system = many::<One>(count).start().await.unwrap();
        for _ in 0..3 {
            system.publish(Beat).await.unwrap();
            settle().await;
        }
        let mut allocations = Allocations::new();
        system.publish(Beat).await.unwrap();
        let to_idle = allocations.since_last();
        // Nobody has run since.
        system.publish(Beat).await.unwrap();
        let to_full = allocations.since_last();
        system.shutdown().await;
        (to_idle, to_full)
    })
}

struct Allocations(Region<'static, std::alloc::System>);

impl Allocations {
    fn new() -> Self {
        Self(Region::new(&INSTRUMENTED_SYSTEM))
    }

    fn since_last(&mut self) -> usize {
        let change = self.0.change_and_reset();
        change.allocations + change.reallocations
    }
}

/// Ten times as many take about ten times as much: less, where there is a bound, as in the journal; never more.
#[track_caller]
fn assert_linear(what: &str, few: usize, many: usize) {
    let ratio = many as f64 / few as f64;
    assert!((6.0..=11.5).contains(&ratio), "{what}: {many} allocations where a tenth takes {few}");
}

/// What it is called, and so many of it.
type Shape = (&'static str, fn(usize) -> App);

#[test]
fn ten_times_as_many_take_ten_times_as_much() {
    let shapes: [Shape; 2] = [("alone", many::<One>), ("around a hub", |count| many::<Spoke>(count).with::<Hub>())];
    for (shape, app) in shapes {
        let (few, many) = (life(app(1_000)), life(app(10_000)));
        assert_linear(&format!("start {shape}"), few.start, many.start);
        assert_linear(&format!("status {shape}"), few.status, many.status);
        assert_linear(&format!("stop {shape}"), few.stop, many.stop);
    }
    let ((few_idle, few_full), (many_idle, many_full)) = (publishing(10), publishing(100));
    assert_eq!((few_idle, many_idle), (1, 1), "the event's own, whoever hears it");
    assert_linear("publish to who is full", few_full, many_full);
}
