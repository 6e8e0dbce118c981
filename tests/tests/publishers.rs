//! Who publishes for ever, and who publishes from outside tokio. p12, p26.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, settle};
use daemon_core::{NotTaken, Undelivered};
use daemon_tests::{Gate, Seen};
use tokio::sync::oneshot;

#[derive(Event, Clone, Debug, PartialEq)]
struct Number(u64);

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

#[derive(Event)]
struct Beat;

/// Publishes time and again, without ever having to wait.
#[daemon(register = false)]
struct Restless;

#[daemon]
impl Restless {
    #[run]
    async fn run(&mut self, ctx: &Context) -> Result {
        while !ctx.is_cancelled() {
            ctx.publish(Beat).await?;
        }
        Ok(())
    }
}

/// Takes the last beat, when it comes to that.
#[daemon(register = false)]
struct Newest {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Newest {
    #[subscribe(overflow = "latest")]
    fn beat(&mut self, _beat: &Beat) {
        self.seen.note("beat");
    }
}

#[test]
fn p12_who_publishes_for_ever_to_nobody_lets_others_run_and_can_be_stopped() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Restless>()).start().await;
        settle().await;
        app.end().await;
    });
}

#[test]
fn p26_who_publishes_for_ever_to_lossy_subscribers_lets_them_run_and_can_be_stopped() {
    testing::run(async {
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Restless>().with::<Newest>().provide(seen.clone())).start().await;
        while seen.take().is_empty() {
            tokio::task::yield_now().await;
        }
        app.end().await;
    });
}

/// Runs `future` on a thread that knows no runtime; `pending` is called when it waits for the first time.
fn outside_tokio<F: Future>(future: F, pending: impl FnOnce()) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut task = std::task::Context::from_waker(&waker);
    let (mut future, mut pending) = (std::pin::pin!(future), Some(pending));
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut task) {
            return output;
        }
        pending.take().map_or_else(std::thread::park, |pending| pending());
    }
}

#[test]
fn p26_a_thread_outside_tokio_waits_for_room_like_anybody() {
    testing::run(async {
        let (gate, seen) = (Gate::closed(), Seen::default());
        let app = App::empty().with::<Gated>().provide(gate.clone()).provide(seen.clone());
        let app = TestApp::of(app).start().await;
        for number in 1..=3 {
            app.publish(Number(number)).await.unwrap();
            settle().await;
        }
        let publish = |number| {
            let system = (*app).clone();
            let (done, outcome) = oneshot::channel();
            std::thread::spawn(move || done.send(outside_tokio(system.publish(Number(number)), || {})));
            outcome
        };
        let refused = publish(4).await.unwrap().unwrap_err();
        assert_eq!(refused.reasons, [NotTaken::Idle(Duration::from_secs(5))]);
        // Something begins, and there is room for one.
        gate.open(1);
        settle().await;
        publish(5).await.unwrap().unwrap();
        let waiting = publish(6);
        gate.open(10);
        waiting.await.unwrap().unwrap();
        app.end().await;
        assert_eq!(seen.take(), ["1", "2", "3", "5", "6"]);
    });
}

/// Takes one number and no other, and lets publishers wait for as long as they like.
#[daemon(register = false, mailbox(capacity = 1, publish_timeout = "10h"))]
struct Hung;

#[daemon]
impl Hung {
    #[subscribe]
    async fn number(&mut self, _number: &Number) {
        std::future::pending::<()>().await;
    }
}

#[test]
fn p26_who_waits_outside_tokio_is_told_when_the_runtime_goes() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let system = runtime.block_on(App::empty().with::<Hung>().start()).unwrap();
    let (waits, waiting) = mpsc::channel();
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        let publish = async {
            loop {
                system.publish(Number(0)).await?;
            }
        };
        let refused: Result<(), Undelivered> = outside_tokio(publish, || waits.send(()).unwrap());
        done.send(refused).unwrap();
    });
    let limit = Duration::from_secs(60);
    waiting.recv_timeout(limit).unwrap();
    drop(runtime);
    let refused = outcome.recv_timeout(limit).unwrap().unwrap_err();
    assert_eq!(refused.reasons, [NotTaken::Stopped]);
}

/// Hands its context to whoever asks.
#[daemon(register = false)]
struct Lender {
    #[resource]
    lent: Lent,
}

#[derive(Clone, Default)]
struct Lent(Arc<Mutex<Option<Context>>>);

#[daemon]
impl Lender {
    #[init]
    fn init(&mut self, ctx: &Context) {
        *self.lent.0.lock().unwrap() = Some(ctx.clone());
    }
}

#[test]
fn a_child_can_be_spawned_from_any_thread_and_goes_with_its_daemon() {
    testing::run(async {
        let lent = Lent::default();
        let app = TestApp::of(App::empty().with::<Lender>().provide(lent.clone())).start().await;
        let ctx = lent.0.lock().unwrap().clone().unwrap();
        let (ran, has_run) = oneshot::channel();
        let (spawned, is_spawned) = oneshot::channel();
        std::thread::spawn(move || {
            let child = ctx.spawn(async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                ran.send(()).unwrap();
                std::future::pending::<()>().await;
            });
            spawned.send(child.is_some()).unwrap();
        });
        // The other thread is done with it: the clock of the test does not wait for that.
        assert!(is_spawned.await.unwrap());
        has_run.await.unwrap();
        let report = app.end().await;
        assert_eq!(report.daemons[0].cleaned.tasks, 1);
    });
}
