//! Schedules: the calendar, the nights in which clocks are put forward and back, and clocks that are set. p30 to p33, p43.
#![allow(clippy::needless_pass_by_value, reason = "a test's handlers have the form that is tested")]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, advance_to, assert_no_leaks, set_wall, suspend, wall};
use daemon_core::{Schedule, Status, TimerStatus};
use daemon_tests::Seen;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a clock in `zone` shows now.
fn shown(zone: &str) -> String {
    let now = Schedule::parse("@daily", zone).unwrap().show(wall());
    now.split('[').next().unwrap().to_owned()
}

async fn start(app: App) -> (RunningApp, Seen) {
    let seen = Seen::default();
    (TestApp::of(app.provide(seen.clone())).start().await, seen)
}

fn timer(app: &RunningApp, daemon: &str, timer: &str) -> TimerStatus {
    let status = app.status(daemon).unwrap();
    status.timers.into_iter().find(|status| status.name == timer).unwrap()
}

/// Skipped, missed, late.
fn counts(status: &TimerStatus) -> [u64; 3] {
    [status.skipped, status.missed, status.late]
}

/// Fixed times and a rhythm, by the clocks of Berlin.
#[daemon(register = false)]
struct Berlin {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Berlin {
    #[schedule("30 2 * * *", tz = "Europe/Berlin", name = "nightly")]
    fn backup(&mut self) {
        self.seen.note(format!("backup {}", shown("Europe/Berlin")));
    }

    #[schedule("15 * * * *", tz = "Europe/Berlin")]
    fn meter(&mut self) {
        self.seen.note(format!("meter {}", shown("Europe/Berlin")));
    }
}

#[test]
fn p32_the_night_in_which_clocks_are_put_forward() {
    testing::run(async {
        set_wall("2026-03-29T00:30:00+01:00[Europe/Berlin]");
        let (app, seen) = start(App::empty().with::<Berlin>()).await;
        let expected = "2026-03-29T03:00:00+02:00[Europe/Berlin]";
        assert_eq!(timer(&app, "berlin", "nightly").shown.as_deref(), Some(expected));
        assert_eq!(timer(&app, "berlin", "nightly").next, Some(HOUR + HOUR / 2));
        advance_to("2026-03-29T04:00:00+02:00[Europe/Berlin]").await;
        let expected =
            ["meter 2026-03-29T01:15:00+01:00", "backup 2026-03-29T03:00:00+02:00", "meter 2026-03-29T03:15:00+02:00"];
        assert_eq!(seen.take(), expected);
        assert_eq!(counts(&timer(&app, "berlin", "nightly")), [0, 0, 0]);
        app.end().await;
    });
}

#[test]
fn p32_the_night_in_which_clocks_are_put_back() {
    testing::run(async {
        set_wall("2026-10-25T01:30:00+02:00[Europe/Berlin]");
        let (app, seen) = start(App::empty().with::<Berlin>()).await;
        advance_to("2026-10-25T03:30:00+01:00[Europe/Berlin]").await;
        let expected = [
            "meter 2026-10-25T02:15:00+02:00",
            "backup 2026-10-25T02:30:00+02:00",
            "meter 2026-10-25T02:15:00+01:00",
            "meter 2026-10-25T03:15:00+01:00",
        ];
        assert_eq!(seen.take(), expected);
        app.end().await;
    });
}

#[test]
fn p32_once_for_each_local_day_through_a_year_of_two_changes() {
    testing::run(async {
        // Ten days around each of the changes.
        for (from, days) in [
            ("2026-03-24T12:00:00-04:00[America/New_York]", 10),
            ("2026-03-05T12:00:00-05:00[America/New_York]", 10),
            ("2026-10-28T12:00:00-04:00[America/New_York]", 10),
        ] {
            set_wall(from);
            let (app, seen) = start(App::empty().with::<NewYork>()).await;
            advance(DAY * days).await;
            let noted = seen.take();
            let days_noted: Vec<&str> = noted.iter().map(|at| &at[..10]).collect();
            let mut once = days_noted.clone();
            once.dedup();
            assert_eq!((once.len(), days_noted.len()), (days as usize, days as usize), "{noted:?}");
            app.end().await;
        }
    });
}

#[daemon(register = false)]
struct NewYork {
    #[resource]
    seen: Seen,
}

#[daemon]
impl NewYork {
    #[schedule("30 2 * * *", tz = "America/New_York")]
    fn night(&mut self) {
        self.seen.note(shown("America/New_York"));
    }
}

/// Its runs take 25 minutes, whenever they begin.
macro_rules! slow {
    ($name:ident, $missed:literal) => {
        #[daemon(register = false, watchdog = "10h")]
        struct $name {
            #[resource]
            seen: Seen,
        }

        #[daemon]
        impl $name {
            #[schedule("*/10 * * * *", missed = $missed)]
            async fn work(&mut self) {
                self.seen.note(format!("+{}", &shown("UTC")[11..16]));
                tokio::time::sleep(MINUTE * 25).await;
                self.seen.note(format!("-{}", &shown("UTC")[11..16]));
            }
        }
    };
}

slow!(Once, "once");
slow!(Skip, "skip");

#[test]
fn p30_a_schedule_never_overlaps_itself_and_makes_up_for_what_it_missed_once() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Once>()).await;
        advance(HOUR + MINUTE * 16).await;
        assert_eq!(seen.take(), ["+00:10", "-00:35", "+00:35", "-01:00", "+01:00"]);
        // Left out were 00:30, 00:50 and 01:00; 00:20 and 00:40 were late.
        let status = timer(&app, "once", "work");
        assert_eq!((status.fired, counts(&status)), (3, [3, 0, 2]));
        app.stop("once").await.unwrap();
        app.wait_for("once", Status::Stopped).await.unwrap();
        app.shutdown().await;
    });
}

#[test]
fn p30_skip_leaves_out_what_is_past() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Skip>()).await;
        advance(HOUR + MINUTE * 6).await;
        assert_eq!(seen.take(), ["+00:10", "-00:35", "+00:40", "-01:05"]);
        let status = timer(&app, "skip", "work");
        assert_eq!((status.fired, counts(&status)), (2, [4, 0, 0]));
        assert_eq!(status.next, Some(MINUTE * 4));
        app.end().await;
    });
}

/// Fires at midnight UTC, and fails when it is told to.
#[daemon(register = false, restart(delay = "10m", max_delay = "10m", jitter = 0.0))]
struct Midnight {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Midnight {
    #[schedule("@daily")]
    fn midnight(&mut self) {
        self.seen.note(shown("UTC"));
    }

    #[interval("1m")]
    fn look(&mut self) {}
}

#[test]
fn p31_after_a_stop_on_purpose_none_fires_and_a_start_begins_anew() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Midnight>()).await;
        advance(DAY + HOUR).await;
        assert_eq!(seen.take(), ["2026-01-02T00:00:00+00:00"]);
        app.stop("midnight").await.unwrap();
        app.wait_for("midnight", Status::Stopped).await.unwrap();
        assert_no_leaks(&app);
        let status = timer(&app, "midnight", "midnight");
        assert_eq!((status.next, status.at, status.shown), (None, None, None));
        advance(DAY * 3).await;
        assert_eq!(seen.take(), [""; 0]);
        app.start("midnight").await.unwrap();
        advance(DAY).await;
        assert_eq!(seen.take(), ["2026-01-06T00:00:00+00:00"]);
        assert_eq!(counts(&timer(&app, "midnight", "midnight")), [0, 0, 0]);
        app.end().await;
    });
}

#[test]
fn p31_what_comes_between_two_lives_is_made_up_for() {
    testing::run(async {
        set_wall("2026-01-01T23:54:30+00:00[UTC]");
        let (app, seen) = start(App::empty().with::<Midnight>()).await;
        app.panic_next("midnight", "look");
        advance(MINUTE * 9).await;
        assert_eq!(seen.take(), [""; 0]);
        advance(MINUTE * 3).await;
        assert_eq!(seen.take(), ["2026-01-02T00:05:30+00:00"]);
        let status = timer(&app, "midnight", "midnight");
        assert_eq!((status.fired, counts(&status)), (1, [0, 0, 1]));
        advance(DAY).await;
        assert_eq!(seen.take(), ["2026-01-03T00:00:00+00:00"]);
        app.end().await;
    });
}

/// Ends and replaces its schedules.
#[daemon(register = false)]
struct Changing {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Changing {
    #[schedule("* * * * *")]
    fn every_minute(&mut self, ctx: &Context) {
        self.seen.note("minute");
        assert!(ctx.clear_interval("every-minute"));
        assert!(!ctx.clear_interval("every-minute"));
        ctx.set_interval("hourly", HOUR * 2, async |this: &mut Self, _: &Context| this.seen.note("two hours")).unwrap();
    }

    #[schedule("@hourly")]
    fn hourly(&mut self) {
        self.seen.note("hour");
    }
}

#[test]
fn p31_a_schedule_can_be_ended_and_replaced_by_name() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Changing>()).await;
        advance(MINUTE * 2).await;
        let status = timer(&app, "changing", "hourly");
        assert_eq!((status.next, status.at), (Some(HOUR + 59 * MINUTE), None));
        assert_eq!(timer(&app, "changing", "every-minute").next, None);
        advance(HOUR * 4).await;
        assert_eq!(seen.take(), ["minute", "two hours", "two hours"]);
        app.end().await;
    });
}

#[test]
fn p33_a_machine_that_sleeps_makes_up_for_it_once() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Midnight>()).await;
        advance(HOUR).await;
        suspend(DAY * 3);
        advance(MINUTE).await;
        assert_eq!(seen.take(), ["2026-01-04T01:01:00+00:00"]);
        let status = timer(&app, "midnight", "midnight");
        assert_eq!((status.fired, counts(&status)), (1, [0, 2, 1]));
        assert_eq!(status.shown.as_deref(), Some("2026-01-05T00:00:00+00:00[UTC]"));
        advance(DAY).await;
        assert_eq!(seen.take(), ["2026-01-05T00:00:00+00:00"]);
        app.end().await;
    });
}

#[test]
fn p33_put_back_a_fixed_time_that_has_fired_does_not_fire_again() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Midnight>()).await;
        advance(DAY + HOUR).await;
        assert_eq!(seen.take(), ["2026-01-02T00:00:00+00:00"]);
        set_wall("2026-01-01T12:00:00+00:00[UTC]");
        advance(DAY).await;
        assert_eq!(seen.take(), [""; 0]);
        let next = timer(&app, "midnight", "midnight").shown;
        assert_eq!(next.as_deref(), Some("2026-01-03T00:00:00+00:00[UTC]"));
        advance(DAY).await;
        assert_eq!(seen.take(), ["2026-01-03T00:00:00+00:00"]);
        app.end().await;
    });
}

/// Counts how often anything of it is polled, by what the runtime counts as runs.
#[daemon(register = false)]
struct Rhythm {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Rhythm {
    #[schedule("*/20 * * * *")]
    fn beat(&mut self) {
        self.seen.note(&shown("UTC")[11..16]);
    }
}

#[test]
fn p33_clocks_that_are_set_neither_end_a_rhythm_nor_make_it_run_wild() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Rhythm>()).await;
        advance(HOUR).await;
        assert_eq!(seen.take(), ["00:20", "00:40", "01:00"]);
        set_wall("2026-01-01T00:10:00+00:00[UTC]");
        advance(HOUR).await;
        assert_eq!(seen.take(), ["00:20", "00:40", "01:00"]);
        // Ten years ahead, and back.
        set_wall("2036-01-01T00:00:30+00:00[UTC]");
        advance(MINUTE).await;
        assert_eq!(seen.take(), ["00:01"]);
        set_wall("2026-01-01T02:00:00+00:00[UTC]");
        advance(HOUR).await;
        assert_eq!(seen.take(), ["02:20", "02:40", "03:00"]);
        let status = timer(&app, "rhythm", "beat");
        // What it left out in ten years is known to the last, and has cost nothing.
        let ten_years = 10 * 365 + 3 - 31 + 31;
        assert!(status.missed > ten_years * 70 && status.fired == 10, "{status:?}");
        app.end().await;
    });
}

/// Blocks nothing, and takes hours the first time.
#[daemon(register = false, watchdog = "10h")]
struct Slow {
    ran: bool,
}

#[daemon]
impl Slow {
    #[schedule("* * * * *")]
    async fn slow(&mut self) {
        if !std::mem::replace(&mut self.ran, true) {
            tokio::time::sleep(HOUR * 5).await;
        }
    }
}

#[test]
fn p33_a_slow_timer_never_delays_that_of_another_daemon() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Slow>().with::<Rhythm>()).await;
        advance(HOUR).await;
        assert_eq!(seen.take(), ["00:20", "00:40", "01:00"]);
        assert_eq!(counts(&timer(&app, "rhythm", "beat")), [0, 0, 0]);
        advance(HOUR * 5).await;
        app.end().await;
    });
}

/// Six fields, `concurrent`, and a handler that fails.
#[daemon(register = false)]
struct Seconds {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Seconds {
    #[schedule("*/20 * * * * *", concurrent = 2)]
    async fn both(&self) {
        self.seen.note(format!("+{}", &shown("UTC")[14..19]));
        tokio::time::sleep(Duration::from_secs(50)).await;
    }

    #[schedule("30 * * * * *", concurrent = 1)]
    fn fails(&self) -> Result {
        Err("no".into())
    }
}

#[test]
fn p30_two_at_once_if_it_says_so() {
    testing::run(async {
        let (app, seen) = start(App::empty().with::<Seconds>()).await;
        advance(Duration::from_secs(100)).await;
        // 01:00 waits for the first to end.
        assert_eq!(seen.take(), ["+00:20", "+00:40", "+01:10", "+01:30"]);
        let status = app.status("seconds").unwrap();
        assert_eq!((status.errors, counts(&timer(&app, "seconds", "both"))), (2, [0, 0, 2]));
        // Two of them are in their middle, which is no clean end.
        app.shutdown().await;
    });
}

#[test]
fn p43_a_schedule_follows_the_tests_clock_to_the_millisecond() {
    testing::run(async {
        assert_eq!(shown("UTC"), "2026-01-01T00:00:00+00:00");
        let (app, seen) = start(App::empty().with::<Midnight>()).await;
        advance(23 * HOUR + 59 * MINUTE + Duration::from_millis(59_999)).await;
        assert_eq!(seen.take(), [""; 0]);
        assert_eq!(timer(&app, "midnight", "midnight").next, Some(Duration::from_millis(1)));
        advance(Duration::from_millis(1)).await;
        assert_eq!(seen.take(), ["2026-01-02T00:00:00+00:00"]);
        advance_to("2026-02-01T12:00:00+01:00[Europe/Berlin]").await;
        assert_eq!(shown("UTC"), "2026-02-01T11:00:00+00:00");
        assert_eq!(seen.take().len(), 30);
        let status = timer(&app, "midnight", "midnight");
        assert_eq!((status.fired, counts(&status)), (31, [0, 0, 0]));
        app.end().await;
    });
}

#[test]
#[should_panic(expected = "`2025-12-31T00:00:00+00:00[UTC]` has passed: it is 2026-01-01T00:00:00Z")]
fn p43_the_past_cannot_be_advanced_to() {
    testing::run(advance_to("2025-12-31T00:00:00+00:00[UTC]"));
}

#[test]
#[should_panic(expected = "write it as `2026-03-29T01:00:00+01:00[Europe/Berlin]`")]
fn p43_a_moment_has_its_offset_and_its_zone() {
    testing::run(async { set_wall("2026-03-29 01:00") });
}
