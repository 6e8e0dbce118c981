//! Options of single handlers, as the configuration says them: that they count, that a reload changes them in place, and that
//! mistakes are told with lines and nearest names. p25, p26, p35, p41, p43.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, settle};
use daemon_core::{DaemonFailed, Priority, ReloadError, Status};
use daemon_tests::{Diary, Gate, Toml};

const SECOND: Duration = Duration::from_secs(1);

#[derive(Event, Clone, Copy, Debug)]
#[event(topic = "shop.order")]
struct Order(u32);

#[derive(Event, Clone, Copy, Debug)]
struct Note(u32);

/// Notes what it is given. Once it is told to close, it waits at a gate.
#[daemon(register = false)]
struct Shop {
    #[resource]
    diary: Diary,
    #[resource]
    gate: Gate,
}

#[daemon]
impl Shop {
    #[subscribe]
    async fn take_order(&mut self, order: &Order) {
        self.diary.note(format!("order {}", order.0));
    }

    #[subscribe]
    async fn read(&mut self, note: &Note) {
        self.diary.note(format!("note {}", note.0));
    }

    #[message]
    async fn close(&mut self) {
        self.diary.note("close");
        self.gate.pass().await;
    }

    #[message(remote, throttle = "1/1h")]
    async fn count(&mut self) -> u32 {
        self.diary.note("count");
        7
    }

    #[subscribe]
    async fn trouble(&mut self, _: &DaemonFailed) {}

    #[interval("1h")]
    fn sweep(&mut self) {}
}

/// Several at a time, and the most there ever were.
#[daemon(register = false)]
struct Crowd {
    #[resource]
    gate: Gate,
    #[resource]
    diary: Diary,
    inside: AtomicU32,
}

#[daemon]
impl Crowd {
    #[subscribe(concurrent = 2)]
    async fn enter(&self, _: &Order) {
        let inside = self.inside.fetch_add(1, SeqCst) + 1;
        self.diary.note(format!("{inside} inside"));
        self.gate.pass().await;
        self.inside.fetch_sub(1, SeqCst);
    }
}

/// Hears of everything that goes on in the shop.
#[daemon(register = false)]
struct Listener {
    #[resource]
    gate: Gate,
    #[resource]
    diary: Diary,
}

#[daemon]
impl Listener {
    #[subscribe("shop.*")]
    async fn hear(&mut self, event: &AnyEvent) {
        let order = event.downcast_ref::<Order>().map_or(0, |order| order.0);
        self.diary.note(format!("heard of {order}"));
    }

    #[message]
    async fn doze(&mut self) {
        self.gate.pass().await;
    }
}

fn app(file: &Toml) -> (App, Diary, Gate) {
    let (diary, gate) = (Diary::default(), Gate::closed());
    let app =
        App::empty().with::<Shop>().with::<Crowd>().with::<Listener>().provide(diary.clone()).provide(gate.clone());
    (app.config_file(file.path()).environment([("", "")]), diary, gate)
}

/// With a shop that is in `close`, and takes nothing before the gate lets it go.
async fn closed(app: App) -> RunningApp {
    let app = TestApp::of(app.only(["shop"])).start().await;
    app.daemon::<Shop>().close().tell().await.unwrap();
    settle().await;
    app
}

async fn publish(app: &RunningApp, orders: impl IntoIterator<Item = u32>) {
    for order in orders {
        app.publish(Order(order)).await.unwrap();
    }
}

#[test]
fn p26_a_subscription_that_is_configured_to_drop_does_and_counts_it() {
    let file = Toml::of("[daemon.shop.handlers]\ntake-order = { overflow = 'drop_oldest', keep = 2 }");
    let (app, diary, gate) = app(&file);
    testing::run(async {
        let app = closed(app).await;
        publish(&app, 1..=5).await;
        gate.open(1);
        settle().await;
        assert_eq!(diary.take(), ["close", "order 4", "order 5"]);
        assert_eq!(app.status("shop").unwrap().dropped, 3);
        app.end().await;
    });
}

#[test]
fn p25_an_overflow_that_is_changed_by_a_reload_counts_at_once_loses_nothing_and_keeps_the_order() {
    let file = Toml::of("");
    let (app, diary, gate) = app(&file);
    testing::run(async {
        let app = closed(app).await;
        publish(&app, 1..=3).await;
        file.write("[daemon.shop.handlers]\ntake-order = { overflow = 'drop_oldest', keep = 3 }");
        let reload = app.reload().await.unwrap();
        let expected = "shop handlers.take-order.keep: nothing → 3 (in place)\n\
                        shop handlers.take-order.overflow: wait → drop_oldest (in place)";
        assert_eq!((reload.to_string().as_str(), &reload.restarted[..]), (expected, &[][..]));
        publish(&app, 4..=6).await;
        app.publish(Note(1)).await.unwrap();
        publish(&app, [7]).await;
        assert_eq!(app.status("shop").unwrap().dropped, 1, "what waited in the mailbox is not for it to drop");
        // What is too many now goes with the next.
        file.write("[daemon.shop.handlers]\ntake-order = { overflow = 'drop_oldest', keep = 2 }");
        app.reload().await.unwrap();
        assert_eq!(app.status("shop").unwrap().dropped, 1);
        publish(&app, [8]).await;
        assert_eq!(app.status("shop").unwrap().dropped, 3);
        file.write("[daemon.shop.handlers]\ntake-order.overflow = 'latest'");
        app.reload().await.unwrap();
        publish(&app, [9]).await;
        let left_out = app.metrics().daemon("shop").unwrap().left_out;
        assert_eq!((left_out.dropped, left_out.coalesced), (3, 2));
        file.write("");
        app.reload().await.unwrap();
        publish(&app, [10, 11]).await;
        gate.open(1);
        settle().await;
        let handled = ["close", "order 1", "order 2", "order 3", "note 1", "order 9", "order 10", "order 11"];
        assert_eq!(diary.take(), handled);
        app.end().await;
    });
}

#[test]
fn p26_a_subscription_to_a_pattern_is_changed_by_a_reload_like_any_other() {
    let file = Toml::of("");
    let (app, diary, gate) = app(&file);
    testing::run(async {
        let app = TestApp::of(app.only(["listener"])).start().await;
        let listener = app.daemon::<Listener>();
        for (text, heard) in
            [("overflow = 'latest'", &["heard of 3"][..]), ("", &["heard of 1", "heard of 2", "heard of 3"])]
        {
            file.write(&format!("[daemon.listener.handlers.hear]\n{text}"));
            assert_eq!(app.reload().await.unwrap().changes.len(), 1);
            listener.doze().tell().await.unwrap();
            settle().await;
            publish(&app, 1..=3).await;
            gate.open(1);
            settle().await;
            assert_eq!(diary.take(), heard);
        }
        app.end().await;
    });
}

#[test]
fn p35_a_priority_that_is_configured_is_that_of_events_and_of_messages_of_handles_that_are_there_already() {
    let file = Toml::of("");
    let (app, diary, gate) = app(&file);
    testing::run(async {
        let app = closed(app).await;
        let shop = app.daemon::<Shop>();
        file.write(
            "[daemon.shop.handlers]\nread.priority = 'high'\ncount.priority = 'critical'\nclose.priority = 'low'",
        );
        assert_eq!(app.reload().await.unwrap().changes.len(), 3);
        shop.close().tell().await.unwrap();
        publish(&app, [1]).await;
        app.publish(Note(1)).await.unwrap();
        shop.count().tell().await.unwrap();
        shop.close().priority(Priority::Critical).tell().await.unwrap();
        gate.open(3);
        settle().await;
        assert_eq!(diary.take(), ["close", "count", "close", "note 1", "order 1", "close"]);
        file.write("");
        assert_eq!(app.reload().await.unwrap().changes.len(), 3);
        gate.open(2);
        shop.close().tell().await.unwrap();
        settle().await;
        shop.close().tell().await.unwrap();
        publish(&app, [2]).await;
        app.publish(Note(2)).await.unwrap();
        settle().await;
        assert_eq!(diary.take(), ["close", "close", "order 2", "note 2"]);
        app.end().await;
    });
}

#[test]
fn p35_what_is_sent_by_name_goes_by_the_priority_that_is_configured() {
    let file = Toml::of("[daemon.shop.handlers]\ncount = { priority = 'high', throttle = 'off' }");
    let (app, ..) = app(&file);
    testing::run(async {
        let app = TestApp::of(app).start().await;
        let response = app.send("shop", "count", "[]").await.unwrap();
        assert_eq!(response.priority, Priority::High);
        let response = app.send("shop", "count", "[]").priority(Priority::Low).await.unwrap();
        assert_eq!(response.priority, Priority::Low);
        app.end().await;
    });
}

#[test]
fn p43_a_throttle_that_is_configured_follows_the_tests_clock_and_counts_what_has_begun_when_it_is_changed() {
    let file = Toml::of("[daemon.shop.handlers]\ntake-order.throttle = '2/1m'");
    let (app, diary, _) = app(&file);
    testing::run(async {
        let app = TestApp::of(app.only(["shop"])).start().await;
        publish(&app, 1..=9).await;
        settle().await;
        assert_eq!(diary.take(), ["order 1", "order 2"]);
        advance(59 * SECOND).await;
        assert_eq!(diary.take(), [""; 0]);
        file.write("[daemon.shop.handlers]\ntake-order.throttle = '3/1m'");
        let reload = app.reload().await.unwrap();
        assert_eq!(reload.to_string(), "shop handlers.take-order.throttle: 2/1m → 3/1m (in place)");
        settle().await;
        assert_eq!(diary.take(), ["order 3"]);
        advance(SECOND).await;
        assert_eq!(diary.take(), ["order 4", "order 5"]);
        file.write("");
        assert_eq!(app.reload().await.unwrap().restarted, [""; 0]);
        settle().await;
        assert_eq!(diary.take(), ["order 6", "order 7", "order 8", "order 9"]);
        app.end().await;
    });
}

#[test]
fn what_is_configured_for_the_handlers_of_one_of_several_of_a_type_is_for_that_one_alone() {
    for (throttled, free) in [("shop-a", "shop-b"), ("shop-b", "shop-a")] {
        let (diary, gate) = (Diary::default(), Gate::closed());
        let app = App::empty().with_named::<Shop>("shop-a").with_named::<Shop>("shop-b").provide(diary).provide(gate);
        let app = app.configure(&format!("daemon.{throttled}.handlers.take-order.throttle"), "1/1m");
        testing::run(async {
            let app = TestApp::of(app).start().await;
            publish(&app, 1..=3).await;
            settle().await;
            let runs = |name| app.status(name).unwrap().runs;
            assert_eq!((runs(throttled), runs(free)), (1, 3), "{throttled}");
            advance(120 * SECOND).await;
            app.end().await;
        });
    }
}

#[test]
fn a_throttle_of_the_code_can_be_taken_away_and_one_given_while_mail_waits() {
    let file = Toml::of("[daemon.shop.handlers]\ncount.throttle = 'off'");
    let (app, diary, _) = app(&file);
    testing::run(async {
        let app = TestApp::of(app.only(["shop"])).start().await;
        let shop = app.daemon::<Shop>();
        assert_eq!((shop.count().await.unwrap(), shop.count().await.unwrap()), (7, 7));
        file.write("[daemon.shop.handlers]\ncount.throttle = '1/1s'");
        app.reload().await.unwrap();
        // None was counted before there was one.
        shop.count().await.unwrap();
        diary.take();
        shop.count().tell().await.unwrap();
        settle().await;
        assert_eq!(diary.take(), [""; 0]);
        advance(SECOND).await;
        assert_eq!(diary.take(), ["count"]);
        app.end().await;
    });
}

#[test]
fn so_many_run_at_once_as_is_configured_and_a_reload_changes_that_while_they_run() {
    let file = Toml::of("[daemon.crowd.handlers]\nenter.concurrent = 3");
    let (app, diary, gate) = app(&file);
    testing::run(async {
        let app = TestApp::of(app.only(["crowd"])).start().await;
        publish(&app, 1..=12).await;
        settle().await;
        assert_eq!(diary.take(), ["1 inside", "2 inside", "3 inside"]);
        file.write("[daemon.crowd.handlers]\nenter.concurrent = 4");
        let reload = app.reload().await.unwrap();
        assert_eq!(reload.to_string(), "crowd handlers.enter.concurrent: 3 → 4 (in place)");
        settle().await;
        assert_eq!(diary.take(), ["4 inside"]);
        file.write("[daemon.crowd.handlers]\nenter.concurrent = 1");
        app.reload().await.unwrap();
        // One after the other leaves, and nobody comes in before all are out.
        gate.open(3);
        settle().await;
        assert_eq!(diary.take(), [""; 0]);
        gate.open(2);
        settle().await;
        assert_eq!(diary.take(), ["1 inside", "1 inside"]);
        gate.open(12);
        settle().await;
        assert_eq!(diary.take(), ["1 inside"; 6]);
        assert_eq!(app.status("crowd").unwrap().generation, 1);
        app.end().await;
    });
}

#[test]
fn what_is_configured_for_handlers_lasts_over_a_restart_and_a_stop() {
    let file = Toml::of("");
    let (app, diary, gate) = app(&file);
    testing::run(async {
        let app = TestApp::of(app.only(["shop", "crowd"])).start().await;
        app.stop("shop").await.unwrap();
        file.write(
            "[daemon.shop.handlers]\ntake-order = { overflow = 'drop_newest', keep = 1 }\n\
             [daemon.crowd.handlers]\nenter.concurrent = 1",
        );
        assert_eq!(app.reload().await.unwrap().restarted, [""; 0]);
        app.start("shop").await.unwrap();
        app.kill("crowd");
        app.wait_for("crowd", Status::Restarting).await.unwrap();
        app.wait_for("crowd", Status::Running).await.unwrap();
        app.daemon::<Shop>().close().tell().await.unwrap();
        settle().await;
        diary.take();
        publish(&app, 1..=3).await;
        settle().await;
        assert_eq!(diary.take(), ["1 inside"]);
        gate.open(4);
        settle().await;
        let mut said = diary.take();
        said.sort_unstable();
        assert_eq!(said, ["1 inside", "1 inside", "order 1"]);
        assert_eq!(app.status("shop").unwrap().dropped, 2);
        app.end().await;
    });
}

#[test]
fn the_environment_and_the_code_say_them_as_they_do_for_timers() {
    let file = Toml::of("[daemon.shop.handlers.take-order]\nthrottle = '1/1m'");
    let (app, ..) = app(&file);
    let app = app
        .environment([
            ("DAEMON__SHOP__HANDLERS__TAKE_ORDER__THROTTLE", "2/1m"),
            ("DAEMON__SHOP__HANDLERS__READ", "{ priority = 'low' }"),
        ])
        .configure("daemon.shop.handlers.read.priority", "high")
        .configure("daemon.crowd.handlers.enter.concurrent", 8);
    testing::run(async {
        let app = TestApp::of(app).start().await;
        file.write("");
        assert_eq!(app.preview_reload().await.unwrap().to_string(), "nothing is different", "it is overruled");
        app.end().await;
    });
}

#[test]
fn p41_mistakes_about_handlers_are_told_all_at_once_with_their_lines_and_the_nearest_names() {
    let text = r#"
[daemon.shop.handlers]
take-ordr = { priority = "high" }
sweep = { concurrent = 2 }
read = { overflw = "latest" }
close = { overflow = "latest", concurrent = 2, priority = "hihg" }
count = { throttle = "100 a minute" }
trouble = { overflow = "latest" }
[daemon.shop.handlers.take-order]
keep = 5
concurrent = 0
[daemon.crowd]
handlers.come-in = {}
handlers.enter = "4"
"#;
    let file = Toml::of(text);
    let (app, ..) = app(&file);
    let path = file.path().display().to_string();
    let told = |error: &dyn std::fmt::Display| error.to_string().replace(&path, "app.toml");
    let error = app.check().unwrap_err();
    let exclusive = "its attribute has no `concurrent`, so that it is built to have the daemon to itself; \
                     take `&self` and write `concurrent = 1` in the code, and how many can be said here";
    let expected = [
        "`daemon.shop.handlers.take-ordr` (app.toml:3) is no handler of events or messages of that daemon; did you mean `take-order`?",
        "`daemon.shop.handlers.sweep` (app.toml:4) is for a timer: write it as `sweep` under `[daemon.shop.timers]`",
        "`daemon.shop.handlers.read.overflw` (app.toml:5) is no key; did you mean `overflow`?",
        &format!("`daemon.shop.handlers.close.concurrent` (app.toml:6) is 2: {exclusive}"),
        "`daemon.shop.handlers.close.overflow` (app.toml:6) is no option of a `#[message]`; there are `concurrent`, `priority`, `throttle`",
        "`daemon.shop.handlers.close.priority` (app.toml:6) is \"hihg\": no such word; did you mean `high`?",
        "`daemon.shop.handlers.count.throttle` (app.toml:7) is \"100 a minute\": ",
        "`daemon.shop.handlers.trouble.overflow` (app.toml:8) is \"latest\": it is for lifecycle events, of which none is ever dropped; leave it out",
        "`daemon.shop.handlers.take-order.keep` (app.toml:10) is 5: publishers wait, and every event is kept; \
         write `overflow = \"drop_oldest\"` beside it, or leave `keep` out",
        "`daemon.shop.handlers.take-order.concurrent` (app.toml:11) is 0: it must be from 1 to 4294967295; write a number in between",
        "`daemon.crowd.handlers.come-in` (app.toml:13) is no handler of events or messages of that daemon; there are `enter`",
        "`daemon.crowd.handlers.enter` (app.toml:14) is text, and is to be a table: `[daemon.crowd.handlers.enter]`",
    ];
    let problems: Vec<String> = error.problems.iter().map(|problem| told(problem)).collect();
    for (told, expected) in problems.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    assert_eq!(problems.len(), expected.len(), "{error}");
    // A reload tells the same, and changes nothing.
    file.write("");
    testing::run(async {
        let app = TestApp::of(app).start().await;
        file.write(text);
        let Err(ReloadError::Check(error)) = app.reload().await else { panic!("there are mistakes") };
        assert_eq!(error.problems.len(), expected.len());
        app.end().await;
    });
}
