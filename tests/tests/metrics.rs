//! What daemons did, how long it took, and what did not happen. p30, p41, p43.
#![allow(
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test's handlers have the form that is tested"
)]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, set_wall, settle, suspend};
use daemon_core::{Counter, DaemonMetrics, HandlerMetrics, LeftOut, Priority, Status};
use daemon_tests::Gate;
use futures_util::FutureExt;
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

#[derive(Event)]
struct Nap(Duration);

#[derive(Event)]
struct Number(u64);

#[derive(Event)]
struct Value;

#[derive(Event)]
struct Crash;

/// Sleeps as it is told, counts, and crashes.
#[daemon(register = false, mailbox = 8, restart(delay = "1s", jitter = 0.0))]
struct Worker {
    #[resource]
    gate: Gate,
    numbers: Counter,
}

#[daemon]
impl Worker {
    #[init]
    fn init(&mut self, ctx: &Context) {
        self.numbers = ctx.counter("numbers");
    }

    #[subscribe]
    async fn nap(&mut self, nap: &Nap) {
        sleep(nap.0).await;
    }

    #[subscribe]
    fn number(&mut self, number: &Number, ctx: &Context) -> Result {
        self.numbers.increment(number.0);
        ctx.gauge("last number").set(number.0 as f64);
        if number.0 % 10 == 9 { Err("ends in nine".into()) } else { Ok(()) }
    }

    #[subscribe]
    fn crash(&mut self, _: &Crash) {
        panic!("as it is told");
    }

    #[message]
    async fn hold(&mut self) {
        self.gate.pass().await;
    }

    #[message]
    fn publish(&mut self, times: u64, ctx: &Context) -> u64 {
        for _ in 0..times {
            ctx.try_publish(Value).ok();
        }
        let child = ctx.clone();
        ctx.spawn(async move { child.publish(Value).await });
        ctx.metrics().events_out
    }
}

async fn worker() -> (RunningApp, Gate) {
    let gate = Gate::closed();
    (TestApp::of(App::empty().with::<Worker>().provide(gate.clone())).start().await, gate)
}

fn of(app: &RunningApp, daemon: &str) -> DaemonMetrics {
    app.metrics_of(daemon).unwrap()
}

fn handler(app: &RunningApp, daemon: &str, name: &str) -> HandlerMetrics {
    of(app, daemon).handler(name).unwrap().clone()
}

fn left_out(app: &RunningApp, daemon: &str, name: &str) -> [(&'static str, u64); 6] {
    handler(app, daemon, name).left_out.by_reason()
}

/// All reasons, of which this one has a count.
fn only(reason: &str, count: u64) -> [(&'static str, u64); 6] {
    LeftOut::default().by_reason().map(|(name, _)| (name, if name == reason { count } else { 0 }))
}

#[test]
fn runs_and_errors_are_counted_by_handler_and_by_daemon() {
    testing::run(async {
        let (app, _) = worker().await;
        for number in 0..100 {
            app.publish(Number(number)).await.unwrap();
        }
        settle().await;
        let number = handler(&app, "worker", "number");
        assert_eq!((number.runs, number.errors), (100, 10));
        let worker = of(&app, "worker");
        assert_eq!((worker.runs, worker.errors, worker.events_in, worker.messages_in), (100, 10, 100, 0));
        assert_eq!((worker.mailbox, worker.mailbox_most, worker.mailbox_capacity), (0, 8, 8));
        assert_eq!(worker.left_out, LeftOut::default());
        assert_eq!(handler(&app, "worker", "nap").times, None, "it has not run");
        app.end().await;
    });
}

#[test]
fn of_runs_that_do_not_suspend_one_in_sixty_four_is_timed() {
    testing::run(async {
        let (app, _) = worker().await;
        for number in 0..200 {
            app.publish(Number(number)).await.unwrap();
        }
        settle().await;
        let times = handler(&app, "worker", "number").times.unwrap();
        assert_eq!(
            (times.timed, times.last, times.average, times.max),
            (4, Duration::ZERO, Duration::ZERO, Duration::ZERO)
        );
        app.end().await;
    });
}

#[test]
fn p43_every_run_that_suspends_is_timed_by_the_tests_clock() {
    testing::run(async {
        let (app, _) = worker().await;
        for _ in 0..5 {
            app.publish(Nap(SECOND)).await.unwrap();
        }
        advance(5 * SECOND).await;
        let times = handler(&app, "worker", "nap").times.unwrap();
        assert_eq!(times.timed, 5);
        assert_eq!([times.last, times.average, times.p50, times.p99, times.max], [SECOND; 5]);
        for nap in [1, 1, 1, 1, 31] {
            app.publish(Nap(nap * SECOND)).await.unwrap();
        }
        advance(35 * SECOND).await;
        let times = handler(&app, "worker", "nap").times.unwrap();
        assert_eq!((times.timed, times.last, times.average, times.max), (10, 31 * SECOND, 4 * SECOND, 31 * SECOND));
        // The middle of a bucket, but no less than the shortest run and no more than the longest.
        assert_eq!((times.p50, times.p99), (SECOND, 31 * SECOND));
        assert_eq!(of(&app, "worker").times, Some(times), "nothing else has run");
        app.end().await;
    });
}

/// Some handlers beside each other, some alone.
#[daemon(register = false)]
struct Mixed;

#[daemon]
impl Mixed {
    #[subscribe(concurrent = 10)]
    async fn beside(&self, nap: &Nap) {
        sleep(nap.0).await;
    }

    #[subscribe]
    async fn alone(&mut self, number: &Number) {
        sleep(Duration::from_secs(number.0)).await;
    }
}

/// With a loop of its own.
#[daemon(register = false)]
struct Looping;

#[daemon]
impl Looping {
    #[run]
    async fn run(&self, ctx: &Context) {
        ctx.cancelled().await;
    }

    #[subscribe(concurrent = 10)]
    async fn beside(&self, nap: &Nap) {
        sleep(nap.0).await;
    }

    #[subscribe]
    async fn alone(&self, number: &Number) {
        sleep(Duration::from_secs(number.0)).await;
    }
}

#[test]
fn runs_beside_each_other_are_timed_each() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Mixed>().with::<Looping>()).start().await;
        for nap in 1..=4 {
            app.publish(Nap(nap * SECOND)).await.unwrap();
        }
        app.publish(Number(7)).await.unwrap();
        advance(60 * SECOND).await;
        for daemon in ["mixed", "looping"] {
            let beside = handler(&app, daemon, "beside").times.unwrap();
            assert_eq!((beside.timed, beside.last, beside.max), (4, 4 * SECOND, 4 * SECOND), "{daemon}");
            assert_eq!(beside.average, 5 * SECOND / 2, "{daemon}");
            let alone = handler(&app, daemon, "alone").times.unwrap();
            assert_eq!((alone.timed, alone.last), (1, 7 * SECOND), "{daemon}: the wait for the others is not its");
            let all = of(&app, daemon).times.unwrap();
            assert_eq!((all.timed, all.last, all.average), (5, 7 * SECOND, 17 * SECOND / 5), "{daemon}");
        }
        app.end().await;
    });
}

#[test]
fn depth_and_high_water_mark_count_what_has_not_begun() {
    testing::run(async {
        let (app, gate) = worker().await;
        let depth = || {
            let worker = of(&app, "worker");
            (worker.mailbox, worker.mailbox_most)
        };
        let held = app.daemon::<Worker>().hold().tell();
        held.await.unwrap();
        settle().await;
        assert_eq!(depth(), (0, 1), "it has begun");
        for number in 0..5 {
            app.publish(Number(number)).await.unwrap();
        }
        assert_eq!(depth(), (5, 5));
        app.daemon::<Worker>().hold().priority(Priority::High).tell().await.unwrap();
        assert_eq!(depth(), (6, 6));
        gate.open(2);
        settle().await;
        assert_eq!(depth(), (0, 6));
        for number in 0..6 {
            app.publish(Number(number)).await.unwrap();
            settle().await;
        }
        assert_eq!(depth(), (0, 6));
        let worker = of(&app, "worker");
        assert_eq!((worker.events_in, worker.messages_in), (11, 2));
        app.end().await;
    });
}

#[test]
fn who_waits_for_room_is_not_in_before_there_is_some() {
    testing::run(async {
        let (app, gate) = worker().await;
        app.daemon::<Worker>().hold().tell().await.unwrap();
        settle().await;
        for number in 0..8 {
            app.publish(Number(number)).await.unwrap();
        }
        let mut waits = Box::pin(app.publish(Number(8)));
        assert!((&mut waits).now_or_never().is_none());
        assert_eq!(of(&app, "worker").events_in, 8);
        drop(waits);
        let (published, ()) = tokio::join!(app.publish(Number(8)), async { gate.open(1) });
        published.unwrap();
        settle().await;
        let worker = of(&app, "worker");
        assert_eq!((worker.events_in, worker.runs, worker.mailbox_most), (9, 10, 8));
        app.end().await;
    });
}

#[test]
fn what_a_daemon_publishes_counts_from_wherever_it_does() {
    testing::run(async {
        let (app, _) = worker().await;
        let values = app.probe::<Value>();
        assert_eq!(app.daemon::<Worker>().publish(3).await.unwrap(), 3);
        settle().await;
        assert_eq!(of(&app, "worker").events_out, 4, "the child's too");
        drop(values);
        assert_eq!(app.daemon::<Worker>().publish(2).await.unwrap(), 6, "also where nobody hears it");
        app.end().await;
    });
}

/// Loses and leaves out, each in its way.
#[daemon(register = false)]
struct Lossy {
    #[resource]
    gate: Gate,
}

#[daemon]
impl Lossy {
    #[subscribe(overflow = "drop_oldest", keep = 3)]
    async fn oldest(&mut self, _: &Number) {
        self.gate.pass().await;
    }

    #[subscribe(overflow = "drop_newest", keep = 2)]
    fn newest(&mut self, _: &Number) {}

    #[subscribe(overflow = "latest")]
    fn latest(&mut self, _: &Number) {}
}

#[test]
fn what_lossy_subscriptions_drop_and_what_only_the_latest_is_kept_of() {
    testing::run(async {
        let gate = Gate::closed();
        let app = TestApp::of(App::empty().with::<Lossy>().provide(gate.clone())).start().await;
        app.publish(Number(0)).await.unwrap();
        settle().await;
        for number in 1..=10 {
            app.publish(Number(number)).await.unwrap();
        }
        // Of the first the handler has one in hand; the others still have it waiting.
        assert_eq!(left_out(&app, "lossy", "oldest"), only("dropped", 7));
        assert_eq!(left_out(&app, "lossy", "newest"), only("dropped", 9));
        assert_eq!(left_out(&app, "lossy", "latest"), only("coalesced", 10));
        gate.open(10);
        settle().await;
        let lossy = of(&app, "lossy");
        assert_eq!(lossy.runs, 4 + 2 + 1);
        assert_eq!(lossy.events_in, 11 + 2 + 11, "what is refused is not in");
        assert_eq!((lossy.left_out.dropped, lossy.left_out.coalesced, lossy.left_out.total()), (16, 10, 26));
        app.end().await;
    });
}

/// Ticks each second and takes 3.5 s the first time.
#[daemon(register = false)]
struct Slow {
    ticks: u64,
}

#[daemon]
impl Slow {
    #[interval("1s")]
    async fn tick(&mut self) {
        self.ticks += 1;
        if self.ticks == 1 {
            sleep(Duration::from_millis(3_500)).await;
        }
    }
}

#[test]
fn p30_ticks_that_one_before_kept_waiting_are_skipped_but_for_the_last() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Slow>()).start().await;
        advance(10 * SECOND).await;
        // At 1 s, until 4.5 s; that of 2 s then, instead of those of 3 s and 4 s; and from 5 s on each.
        assert_eq!(left_out(&app, "slow", "tick"), only("skipped", 2));
        let tick = handler(&app, "slow", "tick");
        assert_eq!((tick.runs, tick.times.as_ref().map(|times| times.timed)), (8, Some(8)), "all of what is rare");
        let times = tick.times.unwrap();
        assert_eq!(times.max, Duration::from_millis(3_500));
        assert!(times.p50 < SECOND / 1_000_000, "the narrowest buckets are of less than a microsecond: {times:?}");
        app.end().await;
    });
}

#[daemon(register = false)]
struct Hourly;

#[daemon]
impl Hourly {
    #[schedule("@hourly")]
    fn strike(&mut self) {}
}

#[test]
fn p30_times_of_a_schedule_that_a_suspended_machine_slept_through_are_missed() {
    testing::run(async {
        set_wall("2026-01-01T00:30:00+00:00[UTC]");
        let app = TestApp::of(App::empty().with::<Hourly>()).start().await;
        advance(3_600 * SECOND).await;
        suspend(6 * 3_600 * SECOND);
        advance(60 * SECOND).await;
        let timers = app.status("hourly").unwrap().timers;
        assert_eq!(left_out(&app, "hourly", "strike"), only("missed", timers[0].missed));
        assert_eq!((timers[0].missed, handler(&app, "hourly", "strike").runs), (5, 2));
        app.end().await;
    });
}

#[test]
fn messages_that_nobody_waits_for_any_more_expire() {
    testing::run(async {
        let (app, gate) = worker().await;
        let ledger = app.daemon::<Worker>();
        ledger.hold().tell().await.unwrap();
        settle().await;
        for _ in 0..3 {
            ledger.publish(0).timeout(SECOND).await.unwrap_err();
        }
        assert_eq!(handler(&app, "worker", "publish").left_out.expired, 0, "nobody has looked at them yet");
        gate.open(1);
        settle().await;
        assert_eq!(left_out(&app, "worker", "publish"), only("expired", 3));
        assert_eq!(of(&app, "worker").messages_in, 4);
        assert_eq!(handler(&app, "worker", "publish").runs, 0);
        app.end().await;
    });
}

#[test]
fn mail_that_is_left_behind_or_was_in_hand_is_lost() {
    testing::run(async {
        let (app, _gate) = worker().await;
        app.publish(Crash).await.unwrap();
        settle().await;
        assert_eq!(left_out(&app, "worker", "crash"), only("lost", 1));
        app.expect_failure("worker");
        app.wait_for("worker", Status::Running).await.unwrap();
        app.daemon::<Worker>().hold().tell().await.unwrap();
        settle().await;
        for number in 0..4 {
            app.publish(Number(number)).await.unwrap();
        }
        let report = app.shutdown().await;
        assert!(!report.is_clean(), "it hung");
        assert_eq!(left_out(&app, "worker", "number"), only("lost", 4));
        assert_eq!(left_out(&app, "worker", "hold"), only("lost", 1));
        let worker = of(&app, "worker");
        assert_eq!(worker.left_out, app.metrics().totals.left_out);
        assert_eq!((worker.left_out.lost, worker.left_out.total()), (6, 6));
        assert_eq!(worker.events_in + worker.messages_in, worker.runs + 4, "what has not run was left behind");
    });
}

#[daemon(register = false)]
struct Database;

#[daemon]
impl Database {}

/// Hears of the database when it is let.
#[daemon(register = false)]
struct Listener {
    #[resource]
    gate: Gate,
}

#[daemon]
impl Listener {
    #[on_ready("database")]
    async fn ready(&mut self) {
        self.gate.pass().await;
    }
}

#[test]
fn readiness_that_comes_again_before_it_is_seen_to_is_one() {
    testing::run(async {
        let gate = Gate::closed();
        let app = App::empty().with::<Database>().with::<Listener>().provide(gate.clone());
        let app = TestApp::of(app).start().await;
        for _ in 0..4 {
            settle().await;
            app.restart("database").await.unwrap();
            app.wait_for("database", Status::Running).await.unwrap();
        }
        settle().await;
        assert_eq!(handler(&app, "listener", "ready").runs, 1, "of the first start");
        assert_eq!(left_out(&app, "listener", "ready"), only("coalesced", 3), "of four restarts one waits");
        gate.open(2);
        settle().await;
        assert_eq!(handler(&app, "listener", "ready").runs, 2);
        app.end().await;
    });
}

#[test]
fn restarts_and_uptime() {
    testing::run(async {
        let (app, _) = worker().await;
        advance(10 * SECOND).await;
        assert_eq!((of(&app, "worker").uptime, of(&app, "worker").restarts), (10 * SECOND, 0));
        app.publish(Crash).await.unwrap();
        settle().await;
        let down = of(&app, "worker");
        assert_eq!((down.status, down.uptime), (Status::Restarting, Duration::ZERO));
        advance(3 * SECOND).await;
        let up = of(&app, "worker");
        assert_eq!((up.status, up.uptime, up.restarts), (Status::Running, 2 * SECOND, 1));
        let all = app.metrics();
        assert_eq!((all.uptime, all.totals.restarts, all.totals.running), (13 * SECOND, 1, 1));
        app.expect_failure("worker");
        app.end().await;
    });
}

#[test]
fn what_a_daemon_counts_of_its_own_goes_on_over_restarts() {
    testing::run(async {
        let (app, _) = worker().await;
        assert_eq!(of(&app, "worker").counters["numbers"], 0, "it is there from when it was asked for");
        assert!(of(&app, "worker").gauges.is_empty());
        app.publish(Number(3)).await.unwrap();
        app.publish(Crash).await.unwrap();
        app.publish(Number(4)).await.unwrap();
        advance(2 * SECOND).await;
        let worker = of(&app, "worker");
        assert_eq!((worker.counters["numbers"], worker.gauges["last number"].to_bits()), (7, 4.0_f64.to_bits()));
        app.expect_failure("worker");
        app.end().await;
    });
}

#[test]
fn who_is_polled_is_busy_for_some_of_the_time() {
    testing::run(async {
        let (app, _) = worker().await;
        settle().await;
        let before = of(&app, "worker");
        assert!(before.polled > Duration::ZERO && before.busy > 0.0, "it was started: {before:?}");
        assert_eq!(of(&app, "worker").polled, before.polled, "it was not polled");
        app.publish(Number(1)).await.unwrap();
        settle().await;
        assert!(of(&app, "worker").polled > before.polled);
        app.end().await;
    });
}

#[test]
fn p41_an_unknown_name_is_told_with_the_nearest() {
    testing::run(async {
        let (app, _) = worker().await;
        let error = app.metrics_of("wroker").unwrap_err();
        assert_eq!(error.to_string(), "there is no daemon `wroker`; did you mean `worker`?");
        assert_eq!(app.metrics().daemon("wroker"), None);
        app.end().await;
    });
}

/// Handlers that are given at run time.
#[daemon(register = false)]
struct Given;

#[daemon]
impl Given {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        ctx.subscribe(Self::nap)?;
        ctx.set_interval("pulse", SECOND, Self::pulse)?;
        Ok(())
    }

    async fn nap(&mut self, nap: &Nap, _: &Context) -> Result {
        sleep(nap.0).await;
        Err("as ever".into())
    }

    async fn pulse(&mut self, _: &Context) {}
}

#[test]
fn handlers_given_at_run_time_count_as_one() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Given>()).start().await;
        assert_eq!(of(&app, "given").handlers, []);
        app.publish(Nap(5 * SECOND / 2)).await.unwrap();
        advance(4 * SECOND).await;
        let given = of(&app, "given");
        let [all] = &given.handlers[..] else { panic!("one for all: {given:?}") };
        assert_eq!((all.name, all.source), ("a handler given at run time", None));
        // Of the pulses of 1 s and 2 s one waits for the nap to end; then there are those of 3 s and 4 s.
        assert_eq!((all.runs, all.errors, all.left_out.skipped), (4, 1, 1));
        assert_eq!(all.times.as_ref().map(|times| times.max), Some(5 * SECOND / 2));
        assert_eq!((given.runs, given.errors, given.events_in), (4, 1, 1));
        app.end().await;
    });
}

#[test]
fn totals_are_of_all_daemons_by_name() {
    testing::run(async {
        let gate = Gate::closed();
        let app = App::empty().with::<Worker>().with::<Mixed>().with::<Slow>().provide(gate);
        let app = TestApp::of(app).start().await;
        for number in 0..3 {
            app.publish(Number(number)).await.unwrap();
        }
        advance(SECOND / 2).await;
        let all = app.metrics();
        let names: Vec<&str> = all.daemons.iter().map(|daemon| &*daemon.name).collect();
        assert_eq!(names, ["mixed", "slow", "worker"]);
        assert_eq!((all.totals.daemons, all.totals.running), (3, 3));
        assert_eq!((all.totals.events_in, all.totals.mailbox), (6, 1), "the third number waits in one of them");
        assert_eq!(all.totals.runs, all.daemons.iter().map(|daemon| daemon.runs).sum::<u64>());
        let polled = all.daemons.iter().map(|daemon| daemon.polled).sum();
        assert_eq!(all.totals.polled, polled);
        assert_eq!(all.totals, app.metrics().totals, "as long as nothing happens");
        app.end().await;
    });
}
