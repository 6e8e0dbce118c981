//! Order and losslessness whatever happens: random publishers, capacities, overflow policies, slow handlers and restarts,
//! in virtual time, against what was sent. p25, p26, p18.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp};
use daemon_core::{Status, Undelivered};

/// How many random runs each test makes.
const SEEDS: u64 = 250;

/// What a publisher sends: its number, and its how-manieth event this is. Three types, so that order across types counts.
macro_rules! events {
    ($($name:ident),*) => {$(
        #[derive(Event)]
        struct $name(u32, u32);
    )*};
}

events!(First, Second, Third);

/// What one handler of one daemon saw.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    handler: &'static str,
    publisher: u32,
    number: u32,
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Entry>>>);

/// How slow handlers are.
#[derive(Clone, Copy)]
struct Slowness(u64);

impl Slowness {
    async fn pass(self, number: u32) {
        let pause = u64::from(number) * 7 % (self.0 + 1);
        if pause > 0 {
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
    }
}

/// Two types that wait, and one that each lossy policy takes in its own way. One daemon for each of three capacities.
macro_rules! listener {
    ($name:ident, $capacity:literal) => {
        #[daemon(register = false, mailbox(capacity = $capacity, publish_timeout = "1h"))]
        struct $name {
            #[resource]
            seen: Seen,
            #[resource]
            slowness: Slowness,
        }

        #[daemon]
        impl $name {
            #[subscribe]
            async fn first(&mut self, event: &First) {
                self.note("wait", event.0, event.1).await;
            }

            #[subscribe]
            async fn second(&mut self, event: &Second) {
                self.note("wait", event.0, event.1).await;
            }

            #[subscribe(overflow = "drop_oldest", keep = 4)]
            async fn oldest(&mut self, event: &Third) {
                self.note("oldest", event.0, event.1).await;
            }

            #[subscribe(overflow = "drop_newest", keep = 4)]
            async fn newest(&mut self, event: &Third) {
                self.note("newest", event.0, event.1).await;
            }

            #[subscribe(overflow = "latest")]
            async fn latest(&mut self, event: &Third) {
                self.note("latest", event.0, event.1).await;
            }

            async fn note(&mut self, handler: &'static str, publisher: u32, number: u32) {
                self.seen.0.lock().unwrap().push(Entry { handler, publisher, number });
                self.slowness.pass(number).await;
            }
        }
    };
}

listener!(Narrow, 1);
listener!(Middle, 7);
listener!(Wide, 500);

/// Sends `count` events of random types, now and then pausing. Says which of them were of the lossy type.
async fn publisher(system: System, publisher: u32, count: u32, history: u64) -> Result<Vec<u32>, Undelivered> {
    let mut random = fastrand::Rng::with_seed(history);
    let mut lossy = Vec::new();
    for number in 0..count {
        match random.u8(0..3) {
            0 => system.publish(First(publisher, number)).await?,
            1 => system.publish(Second(publisher, number)).await?,
            _ => {
                lossy.push(number);
                system.publish(Third(publisher, number)).await?;
            }
        }
        if random.u8(0..8) == 0 {
            tokio::time::sleep(Duration::from_millis(random.u64(0..20))).await;
        }
    }
    Ok(lossy)
}

fn check(history: u64, restarts: bool) {
    testing::run(async move {
        let mut random = fastrand::Rng::with_seed(history);
        let seen = Seen::default();
        let app = match random.u8(0..3) {
            0 => App::empty().with_named::<Narrow>("listener"),
            1 => App::empty().with_named::<Middle>("listener"),
            _ => App::empty().with_named::<Wide>("listener"),
        };
        let app = app.provide(seen.clone()).provide(Slowness(random.u64(0..6)));
        let app = TestApp::of(app).start().await;
        let publishers = random.u32(1..6);
        let count = random.u32(1..120);
        let tasks: Vec<_> = (0..publishers)
            .map(|number| tokio::spawn(publisher((*app).clone(), number, count, random.u64(..))))
            .collect();
        for _ in 0..if restarts { random.u32(1..5) } else { 0 } {
            tokio::time::sleep(Duration::from_millis(random.u64(0..40))).await;
            app.restart("listener").await.unwrap();
            app.wait_for("listener", Status::Running).await.unwrap();
        }
        let mut lossy = Vec::new();
        for task in tasks {
            lossy.push(task.await.unwrap().expect("a daemon that takes mail is waited for"));
        }
        let status = loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let status = app.status("listener").unwrap();
            if status.mailbox == 0 {
                break status;
            }
        };
        tokio::time::sleep(Duration::from_secs(10)).await;
        app.end().await;
        let seen = seen.0.lock().unwrap().clone();
        for (publisher, lossy) in (0..publishers).zip(&lossy) {
            in_order_and_whole(&seen, publisher, count, lossy);
        }
        let sent: usize = lossy.iter().map(Vec::len).sum();
        for handler in ["oldest", "newest", "latest"] {
            let dropped = status.handlers.iter().find(|status| status.name == handler).unwrap().dropped;
            let handled = seen.iter().filter(|entry| entry.handler == handler).count();
            assert_eq!(handled as u64 + dropped, sent as u64, "`{handler}` handles an event or counts its drop");
        }
    });
}

/// What one publisher sent was handled in the order sent, across types; what waits, all of it and once.
fn in_order_and_whole(seen: &[Entry], publisher: u32, count: u32, lossy: &[u32]) {
    let numbers: Vec<u32> =
        seen.iter().filter(|entry| entry.publisher == publisher).map(|entry| entry.number).collect();
    assert!(numbers.is_sorted(), "publisher {publisher}: {numbers:?}");
    let of = |handler: &str| {
        let entries = seen.iter().filter(|entry| entry.publisher == publisher && entry.handler == handler);
        entries.map(|entry| entry.number).collect::<Vec<u32>>()
    };
    let waiting: Vec<u32> = (0..count).filter(|number| !lossy.contains(number)).collect();
    assert_eq!(of("wait"), waiting, "publisher {publisher}");
    for handler in ["oldest", "newest", "latest"] {
        let handled = of(handler);
        assert!(handled.is_sorted_by(|a, b| a < b) && handled.iter().all(|number| lossy.contains(number)));
    }
}

fn runs(restarts: bool) {
    for history in 0..SEEDS {
        let outcome = std::panic::catch_unwind(|| check(history, restarts));
        assert!(outcome.is_ok(), "history {history}");
    }
}

#[test]
fn p25_p26_random_publishers_are_handled_in_order_and_nothing_is_lost_uncounted() {
    runs(false);
}

#[test]
fn p18_the_same_with_restarts_in_between() {
    runs(true);
}
