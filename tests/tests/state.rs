//! What daemons publish of themselves, and who watches it. p36, and p41 where there is nothing to watch.
#![allow(clippy::disallowed_methods, clippy::needless_pass_by_value, reason = "a test owns its tasks and its channels")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Wake, Waker};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, settle};
use daemon_core::{DaemonError, StateEnded, StateWatcher, Status};
use futures_util::{FutureExt, StreamExt};

#[derive(Event)]
struct Add(u64);

#[derive(Event)]
struct Do(fn(&Context));

#[derive(Event)]
struct Fail;

#[derive(Clone, Debug, Default, PartialEq)]
struct Sum {
    sum: u64,
    adds: Vec<u64>,
}

#[daemon(register = false, state = Sum, restart(delay = "1s", jitter = 0.0))]
struct Adder;

#[daemon]
impl Adder {
    #[subscribe]
    fn add(&mut self, add: &Add, ctx: &Context) {
        ctx.update_state(|state: &mut Sum| {
            state.sum += add.0;
            state.adds.push(add.0);
        });
    }

    #[subscribe]
    fn act(&mut self, act: &Do, ctx: &Context) {
        (act.0)(ctx);
    }

    #[subscribe]
    fn fail(&mut self, _fail: &Fail, ctx: &Context) {
        ctx.fail("told to");
    }
}

async fn adder() -> RunningApp {
    TestApp::of(App::empty().with::<Adder>()).start().await
}

/// What a change brings, if there is one.
fn next<T>(watcher: &mut StateWatcher<T>) -> Option<Result<daemon_core::Published<T>, StateEnded>> {
    watcher.changed().now_or_never()
}

#[test]
fn p36_a_watcher_sees_the_latest_value() {
    testing::run(async {
        let app = adder().await;
        let mut watcher = app.watch_state::<Adder>()?;
        assert_eq!((watcher.get(), watcher.generation()), (Sum::default(), 1));
        assert!(next(&mut watcher).is_none(), "what there was at its making has been seen");
        app.publish(Add(1)).await?;
        let first = watcher.changed().await?;
        assert_eq!((first.sum, first.generation()), (1, 1));
        app.publish(Add(2)).await?;
        app.publish(Add(4)).await?;
        settle().await;
        let latest = watcher.changed().await?;
        assert_eq!((latest.sum, &latest.adds[..]), (7, &[1, 2, 4][..]));
        assert!(next(&mut watcher).is_none(), "it was seen");
        assert_eq!(first.sum, 1, "what was seen does not change");
        assert_eq!(app.state::<Adder>()?.sum, 7);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_each_generation_begins_with_a_state_of_its_own_and_is_seen() {
    testing::run(async {
        let app = adder().await;
        let mut watcher = app.watch_state::<Adder>()?;
        app.publish(Add(5)).await?;
        assert_eq!(watcher.changed().await?.sum, 5);
        app.publish(Fail).await?;
        app.wait_for("adder", Status::Restarting).await?;
        settle().await;
        assert!(next(&mut watcher).is_none(), "while it is down its last state stays");
        assert_eq!((watcher.get().sum, watcher.generation()), (5, 1));
        advance(Duration::from_secs(1)).await;
        let begun = watcher.changed().await?;
        assert_eq!((&*begun, begun.generation()), (&Sum::default(), 2));
        // Nothing in it has changed, and it is seen all the same.
        app.restart("adder").await?;
        let begun = watcher.changed().await?;
        assert_eq!((&*begun, begun.generation()), (&Sum::default(), 3));
        app.expect_failure("adder");
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_who_looks_seldom_sees_by_the_number_how_many_generations_there_were() {
    testing::run(async {
        let app = adder().await;
        let mut watcher = app.watch_state::<Adder>()?;
        for _ in 0..5 {
            app.restart("adder").await?;
            app.wait_for("adder", Status::Running).await?;
        }
        assert_eq!(watcher.changed().await?.generation(), 6);
        assert!(next(&mut watcher).is_none());
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_a_slow_watcher_slows_nobody() {
    testing::run(async {
        let app = adder().await;
        let mut slow = app.watch_state::<Adder>()?;
        let mut quick = app.watch_state::<Adder>()?;
        // Holds on to what it has seen, and does not look for what comes.
        let held = slow.borrow();
        for n in 1..=100 {
            app.publish(Add(n)).await?;
            assert_eq!(quick.changed().await?.adds.len(), usize::try_from(n)?);
        }
        assert_eq!(*held, Sum::default());
        assert_eq!(slow.changed().await?.sum, 5050);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_a_panic_in_a_change_leaves_the_state_as_it_was() {
    testing::run(async {
        let app = adder().await;
        let mut watcher = app.watch_state::<Adder>()?;
        app.publish(Add(1)).await?;
        assert_eq!(watcher.changed().await?.sum, 1);
        app.publish(Do(|ctx| {
            ctx.update_state(|state: &mut Sum| {
                state.sum = 99;
                assert!(state.adds.is_empty(), "not before the first");
            });
        }))
        .await?;
        app.wait_for("adder", Status::Restarting).await?;
        assert_eq!(&*app.expect_failure("adder").message, "not before the first");
        assert!(next(&mut watcher).is_none(), "nobody is told");
        assert_eq!(watcher.get(), Sum { sum: 1, adds: vec![1] });
        // Neither what comes from outside nor the next generation is kept from changing it.
        app.set_state::<Adder>(Sum { sum: 3, adds: Vec::new() })?;
        let set = watcher.changed().await?;
        assert_eq!((set.sum, set.generation()), (3, 1));
        advance(Duration::from_secs(1)).await;
        assert_eq!(watcher.changed().await?.generation(), 2);
        app.publish(Add(2)).await?;
        assert_eq!(watcher.changed().await?.sum, 2);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_what_is_set_from_outside_is_seen_by_all_and_by_the_daemon() {
    testing::run(async {
        let app = adder().await;
        let mut watcher = app.watch_state::<Adder>()?;
        app.set_state::<Adder>(Sum { sum: 40, adds: Vec::new() })?;
        assert_eq!(watcher.changed().await?.sum, 40);
        app.publish(Do(|ctx| {
            let seen = ctx.state::<Sum>();
            ctx.set_state(Sum { sum: seen.sum + 2, adds: vec![seen.generation()] });
        }))
        .await?;
        assert_eq!(*watcher.changed().await?, Sum { sum: 42, adds: vec![1] });
        app.stop("adder").await?;
        app.wait_for("adder", Status::Stopped).await?;
        app.set_state::<Adder>(Sum { sum: 7, adds: Vec::new() })?;
        assert_eq!(watcher.changed().await?.sum, 7, "also while it is down");
        app.start("adder").await?;
        let begun = watcher.changed().await?;
        assert_eq!((begun.sum, begun.generation()), (0, 2));
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_a_context_of_an_earlier_generation_changes_nothing() {
    static KEPT: Mutex<Option<Context>> = Mutex::new(None);
    testing::run(async {
        let app = adder().await;
        let mut watcher = app.watch_state::<Adder>()?;
        app.publish(Do(|ctx| *KEPT.lock().unwrap() = Some(ctx.clone()))).await?;
        settle().await;
        let kept = KEPT.lock().unwrap().take().unwrap();
        assert_eq!(kept.update_state(|state: &mut Sum| std::mem::replace(&mut state.sum, 1)), Some(0));
        assert_eq!(watcher.changed().await?.sum, 1);
        app.restart("adder").await?;
        assert_eq!(watcher.changed().await?.generation(), 2);
        let called = AtomicBool::new(false);
        assert_eq!(kept.update_state(|_: &mut Sum| called.store(true, Ordering::Relaxed)), None);
        assert!(!called.into_inner());
        assert!(next(&mut watcher).is_none());
        drop(kept);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_whoever_watches_is_told_when_the_system_is_down() {
    testing::run(async {
        let app = adder().await;
        let system = System::clone(&app);
        let mut waits = app.watch_state::<Adder>()?;
        let mut stream = app.watch_state::<Adder>()?.into_stream();
        assert_eq!(stream.next().await.unwrap().sum, 0, "what there is comes first");
        let told = tokio::spawn(async move { waits.wait_for(|state| state.sum == 12).await.map(|state| state.sum) });
        app.publish(Add(1)).await?;
        assert_eq!(stream.next().await.unwrap().sum, 1);
        app.end().await;
        assert!(told.await?.is_err());
        assert!(stream.next().await.is_none());
        // Also one that begins to watch now, which sees what was last.
        let mut late = system.watch_state::<Adder>()?;
        assert_eq!((late.get().sum, late.generation()), (1, 1));
        let ended = late.changed().await.unwrap_err();
        assert_eq!(ended.to_string(), "the system is down: its daemons' states do not change any more");
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_changes_from_many_threads_come_one_after_the_other() {
    const EACH: u64 = 200;
    static KEPT: Mutex<Option<Context>> = Mutex::new(None);
    testing::run(async {
        let app = adder().await;
        app.publish(Do(|ctx| *KEPT.lock().unwrap() = Some(ctx.clone()))).await?;
        settle().await;
        let kept = KEPT.lock().unwrap().take().unwrap();
        let watcher = app.watch_state::<Adder>()?;
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let changers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        for _ in 0..EACH {
                            kept.update_state(|state: &mut Sum| state.sum += 1);
                        }
                    })
                })
                .collect();
            scope.spawn(|| {
                let mut last = 0;
                while !over.load(Ordering::Acquire) {
                    let sum = watcher.borrow().sum;
                    assert!(sum >= last, "{sum} after {last}");
                    last = sum;
                }
            });
            for changer in changers {
                changer.join().unwrap();
            }
            over.store(true, Ordering::Release);
        });
        assert_eq!(watcher.get().sum, 4 * EACH);
        drop(kept);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

/// A waker that goes wrong.
struct Bomb(AtomicU64);

impl Wake for Bomb {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
        panic!("the waker panicked");
    }
}

#[test]
fn p36_a_waker_that_panics_does_not_take_the_daemon_with_it() {
    testing::run(async {
        let app = adder().await;
        let mut watcher = app.watch_state::<Adder>()?;
        let bomb = Arc::new(Bomb(AtomicU64::new(0)));
        let mut waits = app.watch_state::<Adder>()?;
        let mut waiting = Box::pin(waits.changed());
        let waker = Waker::from(Arc::clone(&bomb));
        assert!(waiting.poll_unpin(&mut std::task::Context::from_waker(&waker)).is_pending());
        app.publish(Add(1)).await?;
        settle().await;
        assert_eq!(bomb.0.load(Ordering::Relaxed), 1);
        assert_eq!(app.status("adder")?.status, Status::Running);
        assert_eq!(watcher.changed().await?.sum, 1);
        drop(waiting);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_a_change_within_a_change_is_refused_and_waits_for_nobody() {
    testing::run(async {
        let app = adder().await;
        app.publish(Do(|ctx| {
            ctx.update_state(|_: &mut Sum| ctx.set_state(Sum::default()));
        }))
        .await?;
        app.wait_for_failure("adder").await?;
        let cause = app.expect_failure("adder");
        assert_eq!(&*cause.message, "a state cannot be changed in the closure that changes a state");
        advance(Duration::from_secs(1)).await;
        app.publish(Add(1)).await?;
        settle().await;
        assert_eq!(app.state::<Adder>()?.sum, 1);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn a_state_of_another_type_fails_the_daemon_that_meant_it() {
    testing::run(async {
        let app = adder().await;
        app.publish(Do(|ctx| ctx.set_state(5_u64))).await?;
        app.wait_for_failure("adder").await?;
        let cause = app.expect_failure("adder");
        assert_eq!(&*cause.message, "the state of `adder` is a `state::Sum`, not a `u64`");
        app.end().await;
        let app = TestApp::of(App::empty().with::<Silent>()).start().await;
        app.publish(Do(|ctx| ctx.set_state(5_u64))).await?;
        app.wait_for_failure("silent").await?;
        let cause = app.expect_failure("silent");
        assert_eq!(&*cause.message, "`silent` has no state: write `#[daemon(state = …)]` on its struct");
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[daemon(register = false)]
struct Silent;

#[daemon]
impl Silent {
    #[subscribe]
    fn act(&mut self, act: &Do, ctx: &Context) {
        (act.0)(ctx);
    }
}

#[test]
fn p41_what_is_not_there_is_an_error_that_says_what_is() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Silent>()).start().await;
        let error = app.watch_state::<Adder>().unwrap_err();
        assert_eq!(error.to_string(), "no daemon of this app is a `state::Adder`; add it with `App::with`");
        assert!(matches!(app.state_named::<Adder>("silent"), Err(DaemonError::OfAnotherType { .. })));
        app.end().await;
        let several = App::empty().with_named::<Adder>("adder-eu").with_named::<Adder>("adder-us");
        let app = TestApp::of(several).start().await;
        let error = app.set_state::<Adder>(Sum::default()).unwrap_err();
        let text = "several daemons are a `state::Adder`: adder-eu, adder-us; say which by name";
        assert_eq!(error.to_string(), text);
        let error = app.watch_state_named::<Adder>("ader-eu").unwrap_err();
        assert_eq!(error.to_string(), "there is no daemon `ader-eu`; did you mean `adder-eu`?");
        app.set_state_named::<Adder>("adder-us", Sum { sum: 1, adds: Vec::new() })?;
        assert_eq!(app.state_named::<Adder>("adder-us")?.sum, 1);
        assert_eq!(app.watch_state_named::<Adder>("adder-eu")?.get().sum, 0);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

/// How many there may be before `Default` panics.
static GRUMPY: AtomicU64 = AtomicU64::new(1);

#[derive(Clone)]
struct Grumpy;

impl Default for Grumpy {
    fn default() -> Self {
        let left = GRUMPY.fetch_sub(1, Ordering::Relaxed);
        assert_eq!(left, 1, "not again");
        Self
    }
}

#[daemon(register = false, state = Grumpy, restart = "never")]
struct Moody;

#[daemon]
impl Moody {}

/// Sees another daemon's state.
#[daemon(register = false, depends_on(Adder), state = u64)]
struct Follower;

#[daemon]
impl Follower {
    #[init]
    fn init(&mut self, ctx: &Context) -> Result {
        let mut adder = ctx.watch_state::<Adder>()?;
        let child = ctx.clone();
        ctx.spawn(async move {
            while let Ok(state) = adder.changed().await {
                child.set_state(state.sum * 10);
            }
        });
        Ok(())
    }
}

#[test]
fn p36_a_state_that_cannot_be_made_fails_the_start_and_nothing_else() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Moody>()).start().await;
        app.restart("moody").await?;
        app.wait_for("moody", Status::Failed).await?;
        let cause = app.expect_failure("moody");
        assert_eq!(
            &*cause.message,
            "its state cannot be made: assertion `left == right` failed: not again\n  left: 0\n right: 1"
        );
        assert_eq!(app.watch_state::<Moody>()?.generation(), 1, "what there was stays");
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}

#[test]
fn p36_daemons_watch_each_other() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Adder>().with::<Follower>()).start().await;
        let mut followed = app.watch_state::<Follower>()?;
        settle().await;
        app.publish(Add(4)).await?;
        assert_eq!(*followed.wait_for(|tenfold| *tenfold > 0).await?, 40);
        app.end().await;
        Ok::<_, BoxError>(())
    })
    .unwrap();
}
