//! Lossy subscriptions, patterns, filters and sources: what is dropped, what is counted, and who is never kept. p25, p26.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, assert_no_leaks, settle};
use daemon_core::{AnyEvent, Status};
use daemon_tests::Log;
use tokio::sync::Semaphore;
use tokio::time::Instant;

#[derive(Event)]
#[event(topic = "plant.temperature.changed")]
struct Temperature(u64);

#[derive(Event)]
#[event(topic = "plant.pressure.changed")]
struct Pressure(u64);

#[derive(Event)]
#[event(topic = "plant.halt")]
struct Halt;

/// What daemons saw, in order.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn note(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Lets handlers pass one by one.
#[derive(Clone)]
struct Gate(Arc<Semaphore>);

impl Gate {
    fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    async fn pass(&self) {
        self.0.acquire().await.unwrap().forget();
    }

    fn open(&self) {
        self.0.add_permits(1_000);
    }
}

/// One handler of each kind, on one gate.
#[daemon(register = false)]
struct Gauge {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Gauge {
    #[subscribe(overflow = "drop_oldest", keep = 3)]
    async fn oldest(&mut self, value: &Temperature) {
        self.gate.pass().await;
        self.seen.note(format!("oldest {}", value.0));
    }

    #[subscribe(overflow = "drop_newest", keep = 3)]
    async fn newest(&mut self, value: &Temperature) {
        self.gate.pass().await;
        self.seen.note(format!("newest {}", value.0));
    }

    #[subscribe(overflow = "latest")]
    async fn latest(&mut self, value: &Temperature) {
        self.gate.pass().await;
        self.seen.note(format!("latest {}", value.0));
    }

    #[subscribe]
    async fn every(&mut self, value: &Pressure) {
        self.gate.pass().await;
        self.seen.note(format!("every {}", value.0));
    }
}

async fn gauge() -> (RunningApp, Gate, Seen) {
    let (gate, seen) = (Gate::closed(), Seen::default());
    let app = App::empty().with::<Gauge>().provide(gate.clone()).provide(seen.clone());
    (TestApp::of(app).start().await, gate, seen)
}

fn dropped(app: &RunningApp, handler: &str) -> u64 {
    let status = app.status("gauge").unwrap();
    status.handlers.iter().find(|status| status.name == handler).unwrap().dropped
}

#[test]
fn p26_each_policy_drops_its_own_and_counts_it() {
    testing::run(async {
        let (app, gate, seen) = gauge().await;
        // The first is in hand, whichever handler it is for; ten come after it.
        app.publish(Pressure(0)).await.unwrap();
        settle().await;
        for value in 1..=10 {
            app.publish(Temperature(value)).await.unwrap();
        }
        assert_eq!((dropped(&app, "oldest"), dropped(&app, "newest"), dropped(&app, "latest")), (7, 7, 9));
        assert_eq!((dropped(&app, "every"), app.status("gauge").unwrap().dropped), (0, 23));
        gate.open();
        settle().await;
        let seen = seen.take();
        let of = |kind: &str| seen.iter().filter(|seen| seen.starts_with(kind)).map(String::as_str).collect::<Vec<_>>();
        assert_eq!(of("oldest"), ["oldest 8", "oldest 9", "oldest 10"]);
        assert_eq!(of("newest"), ["newest 1", "newest 2", "newest 3"]);
        assert_eq!(of("latest"), ["latest 10"]);
        app.end().await;
    });
}

#[test]
fn p25_order_across_types_stands_around_what_is_dropped() {
    testing::run(async {
        let (app, gate, seen) = gauge().await;
        app.publish(Pressure(0)).await.unwrap();
        settle().await;
        for value in 1..=5 {
            app.publish(Temperature(value)).await.unwrap();
            app.publish(Pressure(value)).await.unwrap();
        }
        gate.open();
        settle().await;
        let order = [
            "every 0", "newest 1", "every 1", "newest 2", "every 2", "oldest 3", "newest 3", "every 3", "oldest 4",
            "every 4", "oldest 5", "latest 5", "every 5",
        ];
        assert_eq!(seen.take(), order);
        app.end().await;
    });
}

#[test]
fn p26_a_lossy_subscriber_that_sleeps_for_an_hour_costs_publishers_nothing() {
    testing::run(async {
        let (app, gate, _) = gauge().await;
        app.publish(Pressure(0)).await.unwrap();
        let before = Instant::now();
        for value in 0..10_000 {
            app.publish(Temperature(value)).await.unwrap();
        }
        assert_eq!(before.elapsed(), Duration::ZERO);
        advance(Duration::from_secs(3_600)).await;
        app.publish(Temperature(10_000)).await.unwrap();
        // Its rings are not counted in the mailbox.
        assert_eq!(app.status("gauge").unwrap().mailbox, 0);
        gate.open();
        app.end().await;
    });
}

#[test]
fn p18_a_restart_keeps_what_is_in_rings_and_a_stop_leaves_nothing() {
    testing::run(async {
        let (app, gate, seen) = gauge().await;
        app.publish(Pressure(0)).await.unwrap();
        settle().await;
        for value in 1..=4 {
            app.publish(Temperature(value)).await.unwrap();
            app.publish(Pressure(value)).await.unwrap();
        }
        gate.0.add_permits(1);
        app.restart("gauge").await.unwrap();
        gate.open();
        app.wait_for("gauge", Status::Running).await.unwrap();
        settle().await;
        let order = [
            "every 0", "newest 1", "every 1", "oldest 2", "newest 2", "every 2", "oldest 3", "newest 3", "every 3",
            "oldest 4", "latest 4", "every 4",
        ];
        assert_eq!(seen.take(), order);
        app.stop("gauge").await.unwrap();
        app.wait_for("gauge", Status::Stopped).await.unwrap();
        app.publish(Temperature(5)).await.unwrap();
        assert_no_leaks(&app);
        app.end().await;
    });
}

/// Listens to topics, to one daemon, and to what passes a filter.
#[daemon(register = false)]
struct Recorder {
    #[resource]
    seen: Seen,
}

fn is_high(value: &Temperature) -> bool {
    value.0 >= 100
}

fn panics(value: &Pressure) -> bool {
    assert!(value.0 < 10, "a filter panics");
    false
}

#[daemon]
impl Recorder {
    #[subscribe("plant.*.changed")]
    async fn changed(&mut self, event: &AnyEvent) {
        let value = event.downcast_ref::<Temperature>().map(|value| value.0);
        self.seen.note(format!("changed {} {value:?}", event.topic()));
    }

    #[subscribe("plant.**")]
    fn anything(&mut self, event: &AnyEvent) {
        self.seen.note(format!("anything {}", event.topic()));
    }

    #[subscribe(filter = is_high)]
    fn high(&mut self, value: &Temperature) {
        self.seen.note(format!("high {}", value.0));
    }

    #[subscribe(filter = panics)]
    fn filtered(&mut self, value: &Pressure) {
        self.seen.note(format!("let through {}", value.0));
    }

    #[subscribe(from = Boiler)]
    fn boiler(&mut self, value: &Temperature) {
        self.seen.note(format!("boiler {}", value.0));
    }
}

#[daemon(register = false)]
struct Boiler;

#[daemon]
impl Boiler {
    #[interval("1s")]
    async fn measure(&mut self, ctx: &Context) -> Result {
        Ok(ctx.publish(Temperature(7)).await?)
    }
}

async fn recorder() -> (RunningApp, Seen) {
    let seen = Seen::default();
    let app = App::empty().with::<Recorder>().with::<Boiler>().provide(seen.clone());
    (TestApp::of(app).start().await, seen)
}

#[test]
fn p26_a_pattern_takes_every_topic_that_matches_also_those_nobody_knew() {
    testing::run(async {
        let (app, seen) = recorder().await;
        app.publish(Halt).await.unwrap();
        app.publish(Pressure(1)).await.unwrap();
        app.publish(Temperature(20)).await.unwrap();
        settle().await;
        let patterns: Vec<String> = seen.take().into_iter().filter(|seen| seen.contains("plant.")).collect();
        let mut sorted = patterns.clone();
        sorted.sort();
        let expected = [
            "anything plant.halt",
            "anything plant.pressure.changed",
            "anything plant.temperature.changed",
            "changed plant.pressure.changed None",
            "changed plant.temperature.changed Some(20)",
        ];
        assert_eq!(sorted, expected);
        assert_eq!(patterns[0], "anything plant.halt");
        app.stop("recorder").await.unwrap();
        app.wait_for("recorder", Status::Stopped).await.unwrap();
        app.publish(Halt).await.unwrap();
        settle().await;
        assert!(seen.take().is_empty());
        assert_no_leaks(&app);
        app.end().await;
    });
}

#[test]
fn p26_from_takes_the_events_of_one_daemon_only() {
    testing::run(async {
        let (app, seen) = recorder().await;
        app.publish(Temperature(8)).await.unwrap();
        advance(Duration::from_secs(1)).await;
        let boiler: Vec<String> = seen.take().into_iter().filter(|seen| seen.starts_with("boiler")).collect();
        assert_eq!(boiler, ["boiler 7"]);
        app.end().await;
    });
}

#[test]
fn p26_a_filter_decides_and_one_that_panics_loses_nothing_and_harms_nobody() {
    testing::run(async {
        let log = Log::capture();
        let (app, seen) = recorder().await;
        for value in [1, 100, 99, 101] {
            app.publish(Temperature(value)).await.unwrap();
        }
        app.publish(Pressure(1)).await.unwrap();
        app.publish(Pressure(10)).await.unwrap();
        settle().await;
        let filtered: Vec<String> =
            seen.take().into_iter().filter(|seen| seen.starts_with("high") || seen.starts_with("let")).collect();
        assert_eq!(filtered, ["high 100", "high 101", "let through 10"]);
        let told = log.lines_with(&["ERROR", "daemon=recorder", "a filter panics", "the event is let through"]);
        assert_eq!(told.len(), 1, "{}", log.text());
        app.end().await;
    });
}

/// What a filter and a destructor reach the system by.
static SYSTEM: Mutex<Option<System>> = Mutex::new(None);

/// Subscribes and unsubscribes, which takes the lock that a publish takes.
fn use_the_bus() {
    let system = SYSTEM.lock().unwrap().clone();
    if let Some(system) = system {
        drop(system.events::<Halt>());
        drop(system.events::<Sample>());
    }
}

/// Uses the bus when it is dropped, and panics if it is told to.
#[derive(Event)]
struct Sample {
    number: u64,
    panics: bool,
}

impl Drop for Sample {
    fn drop(&mut self) {
        use_the_bus();
        assert!(!self.panics, "a planned panic in a destructor");
    }
}

fn uses_the_bus(_: &Sample) -> bool {
    use_the_bus();
    true
}

/// Keeps the last sample, while its gate is closed.
#[daemon(register = false)]
struct Sampler {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Sampler {
    #[subscribe(overflow = "latest", filter = uses_the_bus)]
    async fn sample(&mut self, sample: &Sample) {
        self.gate.pass().await;
        self.seen.note(format!("sample {}", sample.number));
    }
}

#[test]
fn p26_filters_and_destructors_may_use_the_bus_and_a_panic_in_one_is_not_the_publishers() {
    testing::run(async {
        let log = Log::capture();
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Sampler>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        *SYSTEM.lock().unwrap() = Some((*app).clone());
        app.publish(Sample { number: 1, panics: false }).await.unwrap();
        settle().await;
        for number in 2..=4 {
            app.publish(Sample { number, panics: number == 3 }).await.unwrap();
        }
        gate.open();
        settle().await;
        assert_eq!(seen.take(), ["sample 1", "sample 4"]);
        let told = log.lines_with(&["ERROR", "daemon=sampler", "a planned panic in a destructor"]);
        assert_eq!(told.len(), 1, "{}", log.text());
        *SYSTEM.lock().unwrap() = None;
        app.end().await;
    });
}

#[test]
fn p03_a_source_that_is_not_there_is_an_error_before_start() {
    let error = App::empty().with::<Recorder>().provide(Seen::default()).check().unwrap_err().to_string();
    assert!(error.contains("`recorder` (tests/tests/overflow.rs:"), "{error}");
    assert!(error.contains("subscribes to events from `boiler`, and there is no such daemon"), "{error}");
}

/// Several types of one name.
#[daemon(register = false)]
struct Meter<T: Default + Send + 'static> {
    _unit: T,
}

#[daemon]
impl<T: Default + Send + 'static> Meter<T> {}

#[daemon(register = false, depends_on(Meter<u8>))]
struct Reader;

#[daemon]
impl Reader {}

#[test]
fn p03_a_type_under_anothers_name_is_an_error_that_says_which_name_is_its_own() {
    let app = App::empty().with::<Reader>().with::<Meter<u16>>().with_named::<Meter<u8>>("meter-eight");
    let error = app.check().unwrap_err().to_string();
    assert!(error.contains("`reader` (tests/tests/overflow.rs:"), "{error}");
    assert!(error.contains("Meter<u8>`, whose name `meter` is that of a `"), "{error}");
    assert!(error.ends_with("refer to the one that is meant by its name: `\"meter-eight\"`"), "{error}");
    // Something else under the type's own name stands in for it.
    App::empty().with::<Reader>().with_named::<Reader>("other").with::<Meter<u8>>().check().unwrap();
}
