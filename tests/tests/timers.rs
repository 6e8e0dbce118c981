//! Timers: no overlap, no burst, names, and that none outlives its daemon. p30, p31.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, assert_no_leaks};
use daemon_core::{Status, TimerStatus};
use tokio::time::Instant;

/// When something happened, in milliseconds from the start of the test.
#[derive(Clone)]
struct Times {
    start: Instant,
    noted: Arc<Mutex<Vec<(u64, &'static str)>>>,
}

impl Times {
    fn new() -> Self {
        Self { start: Instant::now(), noted: Arc::default() }
    }

    fn note(&self, what: &'static str) {
        let at = u64::try_from(self.start.elapsed().as_millis()).unwrap();
        self.noted.lock().unwrap().push((at, what));
    }

    fn of(&self, what: &str) -> Vec<u64> {
        self.noted.lock().unwrap().iter().filter(|(_, noted)| *noted == what).map(|(at, _)| *at).collect()
    }
}

async fn start(app: App) -> (RunningApp, Times) {
    let times = Times::new();
    let app = TestApp::of(app.provide(times.clone())).start().await;
    (app, times)
}

fn timer(app: &RunningApp, daemon: &str, timer: &str) -> TimerStatus {
    let status = app.status(daemon).unwrap();
    status.timers.into_iter().find(|status| status.name == timer).unwrap()
}

/// Its `slow` run takes 12 s, once, with a period of 5 s, under each of the policies.
macro_rules! policy {
    ($name:ident, $policy:literal) => {
        #[daemon(register = false)]
        struct $name {
            #[resource]
            times: Times,
            runs: u32,
        }

        #[daemon]
        impl $name {
            #[interval("5s", missed = $policy)]
            async fn slow(&mut self) {
                self.times.note("begin");
                self.runs += 1;
                if self.runs == 1 {
                    tokio::time::sleep(Duration::from_secs(12)).await;
                }
                self.times.note("end");
            }
        }
    };
}

policy!(Skipping, "skip");
policy!(Bursting, "burst");
policy!(Delaying, "delay");

#[test]
fn p30_skip_fires_once_and_keeps_the_schedule() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Skipping>()).await;
        advance(Duration::from_secs(31)).await;
        assert_eq!(times.of("begin"), [5_000, 17_000, 20_000, 25_000, 30_000]);
        let status = timer(&app, "skipping", "slow");
        assert_eq!((status.fired, status.skipped, status.late), (5, 1, 1));
        assert_eq!(status.next, Some(Duration::from_secs(4)));
        app.end().await;
    });
}

#[test]
fn p30_burst_fires_for_every_tick_that_was_missed() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Bursting>()).await;
        advance(Duration::from_secs(26)).await;
        assert_eq!(times.of("begin"), [5_000, 17_000, 17_000, 20_000, 25_000]);
        let status = timer(&app, "bursting", "slow");
        assert_eq!((status.fired, status.skipped, status.late), (5, 0, 2));
        app.end().await;
    });
}

#[test]
fn p30_delay_fires_once_and_begins_a_new_schedule() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Delaying>()).await;
        advance(Duration::from_secs(28)).await;
        assert_eq!(times.of("begin"), [5_000, 17_000, 22_000, 27_000]);
        app.end().await;
    });
}

/// Each of the other options once.
#[daemon(register = false)]
struct Optioned {
    #[resource]
    times: Times,
    failures: u32,
}

const PERIOD: Duration = Duration::from_millis(1_500);

#[daemon]
impl Optioned {
    #[interval("10s", immediate)]
    fn immediate(&mut self) {
        self.times.note("immediate");
    }

    #[interval(every = PERIOD * 2, name = "renamed")]
    fn computed(&mut self) {
        self.times.note("computed");
    }

    #[interval("1s", after_error = "7s")]
    fn failing(&mut self) -> Result {
        self.times.note("failing");
        self.failures += 1;
        if self.failures.is_multiple_of(2) { Err("every second run".into()) } else { Ok(()) }
    }

    #[interval("10s", jitter = "2s")]
    fn jittered(&mut self) {
        self.times.note("jittered");
    }

    #[defer("2500ms")]
    fn deferred(&mut self) {
        self.times.note("deferred");
    }
}

#[test]
fn p30_immediate_computed_and_deferred() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Optioned>()).await;
        advance(Duration::from_secs(21)).await;
        assert_eq!(times.of("immediate"), [0, 10_000, 20_000]);
        assert_eq!(times.of("computed"), [3_000, 6_000, 9_000, 12_000, 15_000, 18_000, 21_000]);
        assert_eq!(times.of("deferred"), [2_500]);
        assert_eq!(timer(&app, "optioned", "renamed").fired, 7);
        assert_eq!(timer(&app, "optioned", "deferred").next, None);
        app.end().await;
    });
}

#[test]
fn p30_a_failed_run_pauses_for_after_error() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Optioned>()).await;
        advance(Duration::from_secs(19)).await;
        assert_eq!(times.of("failing"), [1_000, 2_000, 9_000, 10_000, 17_000, 18_000]);
        assert_eq!(app.status("optioned").unwrap().errors, 3);
        app.end().await;
    });
}

#[test]
fn p30_jitter_delays_each_tick_and_does_not_drift() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Optioned>()).await;
        advance(Duration::from_secs(1_005)).await;
        let ticks = times.of("jittered");
        assert_eq!(ticks.len(), 100);
        let offsets: Vec<u64> = ticks.iter().zip(1..).map(|(at, tick)| at - tick * 10_000).collect();
        assert!(offsets.iter().all(|offset| *offset <= 2_001), "{offsets:?}");
        assert!(offsets.iter().any(|offset| *offset < 500) && offsets.iter().any(|offset| *offset > 1_500));
        // What it was put off by is not lateness.
        let status = timer(&app, "optioned", "jittered");
        assert_eq!((status.fired, status.late, status.skipped), (100, 0, 0));
        app.end().await;
    });
}

/// A slow timer beside a quick one, and up to two runs of one beside each other.
#[daemon(register = false)]
struct Overlapping {
    #[resource]
    times: Times,
}

#[daemon]
impl Overlapping {
    #[interval("1s", concurrent = 2)]
    async fn both(&self) {
        self.times.note("both");
        tokio::time::sleep(Duration::from_millis(2_500)).await;
    }
}

#[test]
fn p30_a_timer_overlaps_itself_only_as_far_as_concurrent_says() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Overlapping>()).await;
        advance(Duration::from_secs(8)).await;
        // Two at a time, each for 2.5 s: the third tick waits for the first run to end, and so on.
        assert_eq!(times.of("both"), [1_000, 2_000, 3_500, 4_500, 6_000, 7_000]);
        assert_eq!(timer(&app, "overlapping", "both").late, 3);
        app.end().await;
    });
}

#[test]
fn p31_after_a_stop_none_ticks_and_a_start_begins_anew() {
    testing::run(async {
        let (app, times) = start(App::empty().with::<Skipping>().with::<Optioned>()).await;
        advance(Duration::from_secs(4)).await;
        app.stop("optioned").await.unwrap();
        app.wait_for("optioned", Status::Stopped).await.unwrap();
        assert_no_leaks(&app);
        let before = times.of("computed");
        advance(Duration::from_secs(600)).await;
        assert_eq!(times.of("computed"), before);
        app.start("optioned").await.unwrap();
        app.wait_for("optioned", Status::Running).await.unwrap();
        advance(Duration::from_secs(3)).await;
        assert_eq!(times.of("computed").last(), Some(&607_000));
        assert_eq!(times.of("immediate").last(), Some(&604_000));
        app.end().await;
    });
}

#[test]
fn p31_a_tick_in_flight_counts_in_shutdown() {
    testing::run(async {
        // One second into a run of twelve, with four seconds to drain.
        let (app, times) = start(App::empty().with::<Skipping>()).await;
        advance(Duration::from_secs(6)).await;
        let before = Instant::now();
        let report = app.shutdown().await;
        assert_eq!(before.elapsed().as_secs(), 4);
        assert_eq!(report.daemons[0].late.as_ref().unwrap().handler, Some("slow"));
        assert!(times.of("end").is_empty());
        assert_no_leaks(&app);
    });
}

/// Asks for a period that changes.
#[daemon(register = false)]
struct Zero;

static ZERO: Mutex<Duration> = Mutex::new(Duration::from_secs(1));

#[daemon]
impl Zero {
    #[interval(every = *ZERO.lock().unwrap())]
    fn tick(&mut self) {}
}

#[test]
fn p31_a_period_that_becomes_zero_fails_the_start_that_sees_it() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Zero>()).start().await;
        app.stop("zero").await.unwrap();
        app.wait_for("zero", Status::Stopped).await.unwrap();
        *ZERO.lock().unwrap() = Duration::ZERO;
        app.start("zero").await.unwrap();
        let error = app.wait_for("zero", Status::Running).await.unwrap_err().to_string();
        assert!(error.contains("timer `tick` has a period of zero: `every` must be above zero"), "{error}");
        assert!(error.contains("tests/tests/timers.rs:"), "{error}");
        assert_no_leaks(&app);
        app.expect_failure("zero");
        app.end().await;
    });
}

/// Its jitter is a second; its period is asked for.
#[daemon(register = false)]
struct Jittery;

static QUICK: Mutex<Duration> = Mutex::new(Duration::from_secs(2));

#[daemon]
impl Jittery {
    #[interval(every = *QUICK.lock().unwrap(), jitter = "1s")]
    fn tick(&mut self) {}
}

#[test]
fn p31_a_computed_period_must_be_above_its_jitter() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Jittery>()).start().await;
        app.stop("jittery").await.unwrap();
        app.wait_for("jittery", Status::Stopped).await.unwrap();
        *QUICK.lock().unwrap() = Duration::from_secs(1);
        let wrong = "has a jitter of 1s and a period of 1s: `every` must be above its jitter";
        let error = App::empty().with::<Jittery>().check().unwrap_err().to_string();
        assert!(error.contains("timer `tick` of `jittery` (tests/tests/timers.rs:"), "{error}");
        assert!(error.ends_with(wrong), "{error}");
        app.start("jittery").await.unwrap();
        let error = app.wait_for("jittery", Status::Running).await.unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
        app.expect_failure("jittery");
        app.end().await;
    });
}

/// Everything that takes a duration, at its longest.
#[daemon(
    register = false,
    start_timeout = "18446744073709551615s",
    stop_timeout = "18446744073709551615s",
    mailbox(capacity = 1, publish_timeout = "18446744073709551615s")
)]
struct Forever;

#[daemon]
impl Forever {
    #[interval(every = Duration::MAX)]
    fn interval(&mut self) {}

    #[defer("18446744073709551615s")]
    fn deferred(&mut self) {}
}

#[test]
fn p31_durations_without_end_are_as_good_as_never() {
    testing::run(async {
        let app = App::empty().with::<Forever>().shutdown_timeout(Duration::MAX);
        let app = TestApp::of(app).start().await;
        advance(Duration::from_secs(60 * 60 * 24 * 365)).await;
        assert_eq!(app.status("forever").unwrap().runs, 0);
        app.end().await;
    });
}
