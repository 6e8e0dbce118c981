//! What `App` needs around it, and what it says where that is missing.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use daemon_core::prelude::*;
use daemon_core::{RunError, StartError};
use tokio::runtime::Builder;

/// What `future` gives at its first poll, with no runtime around.
fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

fn app() -> App {
    App::empty()
}

#[test]
fn without_a_runtime_the_error_says_how_to_get_one() {
    let Err(StartError::Runtime { wrong }) = at_once(app().start()) else { panic!() };
    assert!(wrong.contains("no tokio runtime here") && wrong.contains("`App::main`"), "{wrong}");
    let error = at_once(app().run()).unwrap_err();
    assert!(matches!(error, RunError::Setup(_)) && error.to_string().contains("no tokio runtime here"), "{error}");
}

#[test]
fn without_timers_the_error_says_how_to_enable_them() {
    let runtime = Builder::new_current_thread().enable_io().build().unwrap();
    let Err(StartError::Runtime { wrong }) = runtime.block_on(app().start()) else { panic!() };
    assert!(wrong.contains("no timers") && wrong.contains("`.enable_all()`"), "{wrong}");
    let error = runtime.block_on(app().run()).unwrap_err();
    assert!(matches!(error, RunError::Setup(_)) && error.to_string().contains("no timers"), "{error}");
}

#[test]
fn without_io_a_run_says_how_to_enable_it() {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let error = runtime.block_on(app().run()).unwrap_err();
    assert!(matches!(error, RunError::Setup(_)), "{error}");
    assert!(error.to_string().contains("no IO") && error.to_string().contains("`.enable_all()`"), "{error}");
    // Signals are what IO is for: a start can do without.
    let system = runtime.block_on(app().start()).unwrap();
    assert!(runtime.block_on(system.shutdown()).is_clean());
}

/// Takes its time to go.
#[derive(Clone)]
struct Slow(#[expect(dead_code, reason = "dropped, which is what it is for")] std::sync::Arc<Flush>);

struct Flush(std::sync::Arc<std::sync::atomic::AtomicBool>);

impl Drop for Flush {
    fn drop(&mut self) {
        // Somebody else is done first, if they do not wait for it.
        (0..200_000).for_each(|step| drop(std::hint::black_box(Box::new(step))));
        self.0.store(true, std::sync::atomic::Ordering::SeqCst);
    }
}

#[daemon(register = false)]
struct Keeper {
    #[resource]
    _slow: Slow,
}

#[daemon]
impl Keeper {}

#[test]
fn what_the_app_was_given_is_gone_with_the_runtime() {
    for _ in 0..50 {
        let flushed = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let slow = Slow(std::sync::Arc::new(Flush(std::sync::Arc::clone(&flushed))));
        runtime.block_on(App::empty().with::<Keeper>().provide(slow).run_until(async {})).unwrap();
        drop(runtime);
        assert!(flushed.load(std::sync::atomic::Ordering::SeqCst), "it was dropped before the runtime was");
    }
}

/// Something that should not outlive its system.
#[derive(Clone, Default)]
struct Pool(std::sync::Arc<()>);

#[daemon(register = false)]
struct Holder {
    #[resource]
    _pool: Pool,
}

#[daemon]
impl Holder {}

#[test]
fn a_runtime_that_is_dropped_without_a_shutdown_leaves_nothing_behind() {
    let pool = Pool::default();
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let app = App::empty().with::<Holder>().provide(pool.clone());
    let system = runtime.block_on(app.start()).unwrap();
    drop(runtime);
    drop(system);
    assert_eq!(std::sync::Arc::strong_count(&pool.0), 1, "the system is gone, and what it was given");
}
