//! What is handed to the `metrics` facade, and when. p43.
#![allow(clippy::needless_pass_by_value, reason = "a test's handlers have the form that is tested")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, settle};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);

#[derive(Event)]
struct Nap(Duration);

#[daemon(register = false, mailbox = 8)]
struct Worker;

#[daemon]
impl Worker {
    #[subscribe]
    async fn nap(&mut self, nap: &Nap, ctx: &Context) -> Result {
        sleep(nap.0).await;
        ctx.counter("naps").increment(2);
        ctx.gauge("longest").set(nap.0.as_secs_f64());
        Err("woken".into())
    }

    #[subscribe(overflow = "latest")]
    fn latest(&mut self, _: &Nap) {}
}

/// Each that was handed over since the last time, by its name and the values of its labels.
fn handed(to: &Snapshotter) -> BTreeMap<String, f64> {
    let all = to.snapshot().into_vec().into_iter().map(|(key, unit, description, value)| {
        assert!(description.is_some(), "`{}` is not described, in {unit:?}", key.key().name());
        let mut name = key.key().name().to_owned();
        for label in key.key().labels() {
            name.push(' ');
            name.push_str(label.value());
        }
        match value {
            DebugValue::Counter(count) => (name, count as f64),
            DebugValue::Gauge(value) => (name, value.into_inner()),
            DebugValue::Histogram(_) => panic!("{name} is none of ours"),
        }
    });
    all.collect()
}

#[track_caller]
fn assert_handed(all: &BTreeMap<String, f64>, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let handed = all.get(*name).unwrap_or_else(|| panic!("no `{name}` in {all:#?}"));
        assert!((handed - value).abs() < 1e-9, "`{name}` is {handed} and not {value}");
    }
}

/// An app, and what its thread's recorder is handed while `test` goes on.
fn recorded<F: Future>(test: impl FnOnce(Snapshotter) -> F) -> F::Output {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    // The runtime of a test has this one thread.
    let _guard = metrics::set_default_local_recorder(&recorder);
    testing::run(test(snapshotter))
}

async fn work(app: &RunningApp) {
    app.publish(Nap(SECOND)).await.unwrap();
    app.publish(Nap(3 * SECOND)).await.unwrap();
    advance(5 * SECOND).await;
}

#[test]
fn all_that_is_counted_is_handed_over_when_that_is_asked_for() {
    recorded(async |to| {
        let app = TestApp::of(App::empty().with::<Worker>()).start().await;
        work(&app).await;
        assert!(handed(&to).is_empty(), "nobody has asked");
        app.export_metrics();
        let all = handed(&to);
        let expected = [
            ("daemon_system_uptime_seconds", 5.0),
            ("daemon_up worker", 1.0),
            ("daemon_uptime_seconds worker", 5.0),
            ("daemon_restarts_total worker", 0.0),
            ("daemon_events_in_total worker", 4.0),
            ("daemon_messages_in_total worker", 0.0),
            ("daemon_events_out_total worker", 0.0),
            ("daemon_mailbox worker", 0.0),
            ("daemon_mailbox_most worker", 2.0),
            ("daemon_mailbox_capacity worker", 8.0),
            ("daemon_throttled_total worker", 0.0),
            ("daemon_handler_runs_total worker nap", 2.0),
            ("daemon_handler_errors_total worker nap", 2.0),
            ("daemon_handler_errors_total worker latest", 0.0),
            ("daemon_handler_run_seconds_average worker nap", 2.0),
            ("daemon_handler_run_seconds_last worker nap", 3.0),
            ("daemon_handler_run_seconds_max worker nap", 3.0),
            ("daemon_handler_run_seconds worker nap 0.5", 1.0),
            ("daemon_left_out_total worker latest coalesced", 1.0),
            ("daemon_left_out_total worker latest dropped", 0.0),
            ("daemon_own_total worker naps", 4.0),
            ("daemon_own worker longest", 3.0),
        ];
        assert_handed(&all, &expected);
        assert!(all["daemon_polled_microseconds_total worker"] > 0.0 && all["daemon_busy_ratio worker"] > 0.0);
        app.end().await;
    });
}

#[test]
fn p43_it_is_handed_over_at_its_pace_and_once_more_at_the_end() {
    recorded(async |to| {
        let runs = |to: &Snapshotter| handed(to).get("daemon_handler_runs_total worker nap").copied();
        let app = TestApp::of(App::empty().with::<Worker>().export_metrics(10 * SECOND)).start().await;
        work(&app).await;
        advance(Duration::from_millis(4_999)).await;
        assert_eq!(runs(&to), None);
        advance(Duration::from_millis(1)).await;
        assert_eq!(runs(&to), Some(2.0));
        app.publish(Nap(SECOND)).await.unwrap();
        advance(2 * SECOND).await;
        app.end().await;
        let all = handed(&to);
        assert_handed(&all, &[("daemon_handler_runs_total worker nap", 3.0), ("daemon_up worker", 0.0)]);
    });
}

#[test]
fn nothing_is_handed_over_where_nobody_has_asked() {
    recorded(async |to| {
        let app = TestApp::of(App::empty().with::<Worker>()).start().await;
        advance(3_600 * SECOND).await;
        app.end().await;
        assert!(handed(&to).is_empty());
    });
}

#[test]
fn without_a_recorder_nothing_happens() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Worker>().export_metrics(SECOND)).start().await;
        advance(10 * SECOND).await;
        settle().await;
        app.end().await;
    });
}

#[test]
fn the_page_lists_the_names_there_are_and_no_others() {
    recorded(async |to| {
        let app = TestApp::of(App::empty().with::<Worker>()).start().await;
        work(&app).await;
        app.export_metrics();
        let handed = handed(&to);
        let handed: BTreeSet<&str> = handed.keys().filter_map(|key| key.split(' ').next()).collect();
        let page = include_str!("../../docs/metrics.md");
        let rows = page.lines().filter_map(|line| line.strip_prefix("| `daemon_")?.split('`').next());
        let listed: BTreeSet<String> = rows.map(|row| format!("daemon_{row}")).collect();
        assert_eq!(listed.iter().map(String::as_str).collect::<BTreeSet<_>>(), handed);
        app.end().await;
    });
}
