//! Time in tests.

use std::future::Future;
use std::sync::mpsc;
use std::time::Duration;

/// How long a test may take by the wall clock.
const LIMIT: Duration = Duration::from_secs(60);

/// How many tasks in a row may hand something on before [`settle`] no longer sees the end of it.
const HOPS: usize = 256;

/// Runs `test` on this thread with the clock paused, and a hard limit of one minute by the wall clock: a test that
/// hangs ends the process, and says so.
///
/// # Panics
///
/// As `test` does, and when called within a runtime.
#[track_caller]
pub fn run<F: Future>(test: F) -> F::Output {
    run_named(std::thread::current().name().unwrap_or("a test").to_owned(), test)
}

/// The same, under a name of its own.
#[track_caller]
pub(super) fn run_named<F: Future>(name: String, test: F) -> F::Output {
    let watch = Watch::over(LIMIT, name);
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = match runtime.enable_all().start_paused(true).build() {
        Ok(runtime) => runtime,
        Err(error) => panic!("a test needs a runtime: {error}"),
    };
    let output = runtime.block_on(driven(test));
    drop(watch);
    output
}

/// `test`, with a wall clock that goes with tokio's.
async fn driven<F: Future>(test: F) -> F::Output {
    #[cfg(feature = "schedule")]
    let _wall = crate::clock::driven::Drive::begin();
    test.await
}

/// Ends the process unless it is dropped in time.
struct Watch {
    _in_time: mpsc::Sender<()>,
}

impl Watch {
    #[expect(clippy::print_stderr, reason = "the last words of a process that is about to be ended")]
    fn over(limit: Duration, test: String) -> Self {
        let (in_time, end) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            if end.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                eprintln!("`{test}` was not over after {} s: ending the process", limit.as_secs());
                std::process::abort();
            }
        });
        Self { _in_time: in_time }
    }
}

/// Moves the clock on by `by`, through everything that is due on the way, in order, and lets that run to its end.
///
/// Only under a paused clock; under a running one this waits.
pub async fn advance(by: Duration) {
    tokio::time::sleep(by).await;
    settle().await;
}

/// Lets everything run that can, without moving the clock.
pub async fn settle() {
    for _ in 0..HOPS {
        tokio::task::yield_now().await;
    }
}
