//! Events: order, losslessness, waiting for room. p25, p26.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::Arc;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, assert_no_leaks, settle};
use daemon_core::{NotTaken, Status, Undelivered};
use daemon_tests::{Gate, Seen};
use tokio::time::Instant;

#[derive(Event, Clone, Debug, PartialEq)]
struct Number(u64);

#[derive(Event, Debug)]
struct Letter(char);

/// Handles both kinds of event, in all three argument shapes, and slowly.
#[daemon(register = false)]
struct Reader {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Reader {
    #[subscribe]
    async fn number(&mut self, number: &Number) {
        tokio::time::sleep(Duration::from_millis(number.0 % 7)).await;
        self.seen.note(number.0);
    }

    #[subscribe]
    fn letter(&mut self, letter: Arc<Letter>) {
        self.seen.note(letter.0);
    }

    #[subscribe]
    async fn copy(&mut self, number: Number, ctx: &Context) {
        assert_eq!(ctx.name(), "reader");
        self.seen.note(format!("copy {}", number.0));
    }
}

#[test]
fn p25_order_holds_across_types() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Reader>().provide(seen.clone())).start().await;
        for (number, letter) in (1..).zip('a'..='z') {
            app.publish(Number(number)).await.unwrap();
            app.publish(Letter(letter)).await.unwrap();
        }
        app.end().await;
        let expected = (1..).zip('a'..='z');
        let expected: Vec<String> =
            expected.flat_map(|(n, l)| [n.to_string(), format!("copy {n}"), l.to_string()]).collect();
        assert_eq!(seen.take(), expected);
    });
}

/// Handles a number for each time the gate is opened.
#[daemon(register = false, mailbox(capacity = 2, publish_timeout = "5s"))]
struct Gated {
    #[resource]
    gate: Gate,
    #[resource]
    seen: Seen,
}

#[daemon]
impl Gated {
    #[subscribe]
    async fn number(&mut self, number: &Number) {
        self.gate.pass().await;
        self.seen.note(number.0);
    }
}

/// Has room for everything.
#[daemon(register = false)]
struct Open {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Open {
    #[subscribe]
    fn number(&mut self, number: &Number) {
        self.seen.note(format!("open {}", number.0));
    }
}

#[test]
fn p26_the_mailbox_counts_what_has_not_begun() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        app.publish(Number(1)).await.unwrap();
        settle().await;
        // The first has begun: two more have room.
        assert_eq!(app.status("gated").unwrap().mailbox, 0);
        app.publish(Number(2)).await.unwrap();
        app.publish(Number(3)).await.unwrap();
        assert_eq!(app.status("gated").unwrap().mailbox, 2);
        let full = app.try_publish(Number(4)).unwrap_err();
        assert_eq!((full.daemons, full.delivered), (vec!["gated".to_owned()], 0));
        // The one in hand ends, the next of the batch begins: room for one.
        gate.open(1);
        settle().await;
        app.try_publish(Number(5)).unwrap();
        app.try_publish(Number(6)).unwrap_err();
        gate.open(10);
        app.end().await;
        assert_eq!(seen.take(), ["1", "2", "3", "5"]);
    });
}

#[test]
fn p26_a_slow_one_delays_nobody_elses_copy_and_waiters_keep_their_order() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().with::<Open>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        for number in 1..=3 {
            app.publish(Number(number)).await.unwrap();
        }
        let mut waiting = Vec::new();
        for number in 4..=6 {
            let system = (*app).clone();
            waiting.push(tokio::spawn(async move { system.publish(Number(number)).await }));
            settle().await;
        }
        assert_eq!(seen.take(), ["open 1", "open 2", "open 3", "open 4", "open 5", "open 6"]);
        assert!(waiting.iter().all(|publish| !publish.is_finished()));
        gate.open(6);
        for publish in waiting {
            publish.await.unwrap().unwrap();
        }
        settle().await;
        assert_eq!(seen.take(), ["1", "2", "3", "4", "5", "6"]);
        app.end().await;
    });
}

#[test]
fn p26_a_hung_one_is_named_after_publish_timeout_and_then_at_once() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().with::<Open>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        for number in 1..=3 {
            app.publish(Number(number)).await.unwrap();
        }
        let before = Instant::now();
        let Undelivered { daemons, delivered, topic, .. } = app.publish(Number(4)).await.unwrap_err();
        assert_eq!((before.elapsed().as_secs(), delivered, topic), (5, 1, Number::TOPIC));
        assert_eq!(daemons, ["gated"]);
        let before = Instant::now();
        app.publish(Number(5)).await.unwrap_err();
        assert_eq!(before.elapsed(), Duration::ZERO);
        // It takes mail again: so do publishers.
        gate.open(1);
        settle().await;
        app.publish(Number(6)).await.unwrap();
        gate.open(10);
        app.end().await;
        let seen: Vec<String> = seen.take().into_iter().filter(|seen| !seen.starts_with("open")).collect();
        assert_eq!(seen, ["1", "2", "3", "6"]);
    });
}

#[test]
fn p26_one_that_keeps_taking_mail_is_waited_for_however_long() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        let keeper = tokio::spawn({
            let gate = gate.clone();
            async move {
                loop {
                    tokio::time::sleep(Duration::from_secs(4)).await;
                    gate.open(1);
                }
            }
        });
        let publishers = (0..20).map(|number| {
            let system = (*app).clone();
            tokio::spawn(async move { system.publish(Number(number)).await })
        });
        for publisher in publishers.collect::<Vec<_>>() {
            publisher.await.unwrap().unwrap();
        }
        gate.open(100);
        keeper.abort();
        app.end().await;
        assert_eq!(seen.take().len(), 20);
    });
}

#[test]
fn p26_a_publish_that_is_dropped_is_withdrawn() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        for number in 1..=3 {
            app.publish(Number(number)).await.unwrap();
        }
        let given_up = tokio::time::timeout(Duration::from_secs(1), app.publish(Number(4))).await;
        assert!(given_up.is_err());
        gate.open(10);
        app.publish(Number(5)).await.unwrap();
        app.end().await;
        assert_eq!(seen.take(), ["1", "2", "3", "5"]);
    });
}

#[test]
fn p26_who_waits_for_one_that_stops_is_told() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        for number in 1..=3 {
            app.publish(Number(number)).await.unwrap();
        }
        let system = (*app).clone();
        let waiting = tokio::spawn(async move { system.publish(Number(4)).await });
        settle().await;
        app.stop("gated").await.unwrap();
        assert_eq!(waiting.await.unwrap().unwrap_err().daemons, ["gated"]);
        gate.open(10);
        app.wait_for("gated", Status::Stopped).await.unwrap();
        // A daemon that is stopped is not subscribed.
        app.publish(Number(5)).await.unwrap();
        app.end().await;
        assert_eq!(seen.take(), ["1", "2", "3"]);
    });
}

/// Handles each number twice.
#[daemon(register = false)]
struct Twice {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Twice {
    #[subscribe]
    fn once(&mut self, number: &Number) {
        self.seen.note(format!("once {}", number.0));
    }

    #[subscribe]
    fn again(&mut self, number: &Number) {
        self.seen.note(format!("again {}", number.0));
    }
}

/// Has room for two, and keeps the last besides.
#[daemon(register = false, mailbox(capacity = 2, publish_timeout = "2s"))]
struct Lossy {
    #[resource]
    gate: Gate,
}

#[daemon]
impl Lossy {
    #[subscribe(overflow = "latest")]
    async fn latest(&mut self, _number: &Number) {
        self.gate.pass().await;
    }

    #[subscribe]
    async fn every(&mut self, _number: &Number) {
        self.gate.pass().await;
    }

    #[subscribe(overflow = "latest")]
    async fn after(&mut self, _number: &Number) {
        self.gate.pass().await;
    }
}

/// Keeps what comes first.
#[daemon(register = false)]
struct First {
    #[resource]
    gate: Gate,
}

#[daemon]
impl First {
    #[subscribe(overflow = "drop_newest", keep = 1)]
    async fn first(&mut self, _number: &Number) {
        self.gate.pass().await;
    }
}

#[test]
fn p26_whoever_did_not_get_it_is_named_with_a_reason_and_the_daemons_that_did_are_counted() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().with::<Twice>().with::<Lossy>().with::<First>();
        let app = TestApp::of(app.provide(gate.clone()).provide(seen.clone())).start().await;
        let _stream = app.events::<Number>();
        // One in hand everywhere, and then as many as there is room for.
        for number in 1..=2 {
            app.publish(Number(number)).await.unwrap();
            settle().await;
        }
        let refused = app.publish(Number(3)).await.unwrap_err();
        // `gated` and `twice`: not the stream, nor `first`, which dropped it; `lossy` has two of three.
        assert_eq!((&refused.daemons[..], refused.delivered), (&["lossy".to_owned()][..], 2));
        let refused = app.publish(Number(4)).await.unwrap_err();
        assert_eq!(refused.daemons, ["gated", "lossy"]);
        let seconds = |seconds| NotTaken::Idle(Duration::from_secs(seconds));
        assert_eq!((&refused.reasons[..], refused.delivered), (&[seconds(5), seconds(2)][..], 1));
        let text = "`daemon-tests.number` was not taken by gated (full, and has begun nothing for 5s), \
                    lossy (full, and has begun nothing for 2s); 1 other daemon has it";
        assert_eq!(refused.to_string(), text);
        gate.open(100);
        settle().await;
        app.publish(Number(5)).await.unwrap();
        app.end().await;
    });
}

/// Takes a minute to start.
#[daemon(register = false, start_timeout = "2m", mailbox(capacity = 1, publish_timeout = "3s"))]
struct Slow;

#[daemon]
impl Slow {
    #[init]
    async fn init(&mut self) {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }

    #[subscribe]
    fn number(&mut self, _number: &Number) {}
}

#[test]
fn p26_a_reason_says_whether_a_daemon_is_full_starting_or_stopped() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Slow>()).start().await;
        app.restart("slow").await.unwrap();
        settle().await;
        let reason = |refused: Undelivered| refused.reasons[0];
        app.publish(Number(1)).await.unwrap();
        assert_eq!(reason(app.try_publish(Number(2)).unwrap_err()), NotTaken::Full);
        let starting = NotTaken::Starting(Duration::from_secs(3));
        assert_eq!(reason(app.publish(Number(3)).await.unwrap_err()), starting);
        // Given up on at once, but for what begins.
        assert_eq!(reason(app.try_publish(Number(4)).unwrap_err()), starting);
        app.wait_for("slow", Status::Running).await.unwrap();
        settle().await;
        app.restart("slow").await.unwrap();
        settle().await;
        app.publish(Number(5)).await.unwrap();
        let system = (*app).clone();
        let waiting = tokio::spawn(async move { system.publish(Number(6)).await });
        settle().await;
        app.stop("slow").await.unwrap();
        assert_eq!(reason(waiting.await.unwrap().unwrap_err()), NotTaken::Stopped);
        app.shutdown().await;
        assert_no_leaks(&app);
    });
}
