use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::blocking::Sighting;
use super::runs::{Runs, Verdict};
use crate::clock::real;
use crate::prelude::*;
use crate::supervise::activity::{Activity, Doing};
use crate::testing::{self, advance};

const SECOND: Duration = Duration::from_secs(1);
const LIMIT: Duration = Duration::from_secs(10);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

#[derive(Event)]
#[event(crate = crate)]
struct Nap(Duration);

#[daemon(crate = crate, register = false)]
struct Sleeper;

#[daemon(crate = crate)]
impl Sleeper {
    #[subscribe]
    async fn nap(&mut self, nap: &Nap) {
        sleep(nap.0).await;
    }
}

/// Runs often, and never suspends.
#[daemon(crate = crate, register = false)]
struct Clock;

#[daemon(crate = crate)]
impl Clock {
    #[interval("1h")]
    fn strike(&mut self) {}
}

#[test]
fn while_nobody_is_suspended_the_keeper_sleeps_without_a_timer() {
    testing::run(async {
        let system = App::empty().with::<Sleeper>().with::<Clock>().start().await.unwrap();
        let wakes = || system.supervisor().watch.wakes.load(Ordering::Relaxed);
        advance(YEAR).await;
        assert_eq!(wakes(), 0, "nobody has ever been suspended");
        system.publish(Nap(SECOND)).await.unwrap();
        advance(YEAR).await;
        let after_one = wakes();
        assert!((1..=4).contains(&after_one), "once to begin, and until nobody was found: {after_one}");
        system.publish(Nap(2 * YEAR)).await.unwrap();
        advance(YEAR).await;
        let after_two = wakes() - after_one;
        assert!(after_two <= 5, "what was reported is not looked at any more: {after_two}");
        assert!(system.status("sleeper").unwrap().stalled);
        system.shutdown().await;
    });
}

#[test]
fn handlers_that_suspend_all_the_time_do_not_wake_the_keeper_each_time() {
    testing::run(async {
        let system = App::empty().with::<Sleeper>().start().await.unwrap();
        for _ in 0..3_000 {
            system.publish(Nap(SECOND / 10)).await.unwrap();
        }
        advance(301 * SECOND).await;
        let wakes = system.supervisor().watch.wakes.load(Ordering::Relaxed);
        assert!(wakes <= 30, "five minutes, and a look at everybody each 30 s: {wakes}");
        system.shutdown().await;
    });
}

#[test]
fn a_run_is_over_its_time_once_and_what_it_waits_for_others_does_not_count() {
    let (runs, handler, now) = (Runs::default(), Doing::Handler(3), Instant::now());
    let key = runs.suspend(handler, now, false);
    let other = runs.suspend(Doing::Run, now, false);
    assert_eq!(runs.look_at(key, now + LIMIT / 2, LIMIT), Verdict::Later(now + LIMIT));
    runs.wait(key, now + 4 * SECOND, true);
    assert_eq!(runs.look_at(key, now + 100 * SECOND, LIMIT), Verdict::Nothing);
    assert_eq!(runs.oldest(now + 100 * SECOND).map(|oldest| oldest.age), Some(4 * SECOND));
    runs.wait(key, now + 100 * SECOND, false);
    assert_eq!(runs.look_at(key, now + 101 * SECOND, LIMIT), Verdict::Later(now + 106 * SECOND));
    assert!(!runs.any_stalled());
    assert_eq!(runs.look_at(key, now + 106 * SECOND, LIMIT), Verdict::Stalled(handler, LIMIT));
    assert_eq!(runs.look_at(key, now + 200 * SECOND, LIMIT), Verdict::Nothing);
    assert!(runs.any_stalled() && runs.has(handler));
    assert_eq!(runs.look_at(other, now + YEAR, LIMIT), Verdict::Nothing, "`run` may go on for ever");
    runs.end(key);
    assert!(!runs.any_stalled() && !runs.has(handler));
    assert_eq!(runs.oldest(now + SECOND).map(|oldest| oldest.doing), Some(Doing::Run));
}

#[test]
fn a_run_is_listed_once_and_only_if_nobody_would_look_at_it_in_time() {
    let (runs, now) = (Runs::default(), Instant::now());
    let key = runs.suspend(Doing::Handler(0), now, false);
    let deadline = now + LIMIT;
    assert_eq!(runs.list(key, LIMIT, |at| at < deadline), None);
    assert_eq!(runs.list(key, LIMIT, |at| at <= deadline), Some(deadline));
    assert_eq!(runs.list(key, LIMIT, |_| true), None, "it is");
    let mut listed = Vec::new();
    assert!(runs.list_all(LIMIT, false, |_| true, |key, at| listed.push((key, at))));
    assert_eq!(listed, []);
    runs.look_at(key, now, LIMIT);
    assert!(runs.list_all(LIMIT, false, |_| true, |key, at| listed.push((key, at))));
    assert_eq!(listed, [(key, deadline)]);
    runs.end(key);
    assert!(!runs.list_all(LIMIT, false, |_| true, |_, _| {}));
}

#[test]
fn a_poll_is_seen_to_hold_its_thread_only_as_long_as_nothing_else_begins_in_it() {
    let (activity, sighting, now) = (Activity::default(), Sighting::default(), real());
    let look = |after: Duration| {
        let seen = sighting.look(&activity, now + after, Some(LIMIT))?;
        Some((seen.age, seen.blocking, seen.stalled))
    };
    let still = |after: Duration| {
        let seen = sighting.still(&activity, now + after)?;
        Some((seen.age, seen.blocking, seen.stalled))
    };
    activity.set(Doing::Handler(0));
    assert_eq!((look(Duration::ZERO), look(LIMIT)), (None, None), "it is not polled");
    activity.turn();
    assert_eq!(look(Duration::ZERO), None, "seen for the first time");
    assert_eq!(look(SECOND / 2), Some((SECOND / 2, false, false)));
    assert_eq!(look(SECOND), Some((SECOND, true, false)), "said");
    assert_eq!(look(2 * SECOND), Some((2 * SECOND, false, false)), "said once");
    assert_eq!(look(LIMIT), Some((LIMIT, false, true)));
    assert_eq!(look(2 * LIMIT), Some((2 * LIMIT, false, false)));
    assert_eq!(still(3 * LIMIT), Some((3 * LIMIT, true, true)), "and so it stays");
    activity.set(Doing::Handler(0));
    assert_eq!(still(3 * LIMIT), None, "the same handler anew, in the same poll");
    assert_eq!((look(3 * LIMIT), look(3 * LIMIT + SECOND)), (None, Some((SECOND, true, false))));
    activity.turn();
    assert_eq!((still(4 * LIMIT), look(4 * LIMIT), look(5 * LIMIT)), (None, None, None), "the poll has returned");
}
