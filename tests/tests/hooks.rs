//! Paired hooks: who was built is cleaned up, once. p11.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance};

/// Counts its hooks; takes its time in init.
#[daemon(register = false)]
struct Paired {
    #[resource]
    hooks: Hooks,
}

#[derive(Clone, Default)]
struct Hooks(Arc<(AtomicU64, AtomicU64)>);

impl Hooks {
    fn counts(&self) -> (u64, u64) {
        (self.0.0.load(Ordering::SeqCst), self.0.1.load(Ordering::SeqCst))
    }
}

#[daemon]
impl Paired {
    #[init]
    async fn init(ctx: &Context) -> Result<Self> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let hooks = ctx.resource::<Hooks>()?;
        hooks.0.0.fetch_add(1, Ordering::SeqCst);
        Ok(Self { hooks })
    }

    #[cleanup]
    async fn cleanup(&mut self) {
        self.hooks.0.1.fetch_add(1, Ordering::SeqCst);
    }
}

async fn paired() -> (RunningApp, Hooks) {
    let hooks = Hooks::default();
    let app = App::empty().with::<Paired>().provide(hooks.clone());
    let app = TestApp::of(app).start().await;
    assert_eq!(hooks.counts(), (1, 0));
    (app, hooks)
}

#[test]
fn p11_a_double_stop_cleans_up_once() {
    testing::run(async {
        let (app, hooks) = paired().await;
        let (first, second) = tokio::join!(app.stop("paired"), app.stop("paired"));
        first.and(second).unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        app.stop("paired").await.unwrap();
        assert_eq!(hooks.counts(), (1, 1));
        app.end().await;
        assert_eq!(hooks.counts(), (1, 1));
    });
}

#[test]
fn p11_stopped_before_its_first_poll_it_has_neither_hook() {
    testing::run(async {
        let (app, hooks) = paired().await;
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        app.start("paired").await.unwrap();
        // Nothing has been polled since: `start` and `stop` do not yield.
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        let (inits, cleanups) = hooks.counts();
        assert_eq!(inits, cleanups);
        app.end().await;
    });
}

#[test]
fn p11_stopped_while_starting_it_cleans_up_if_init_returned() {
    testing::run(async {
        let (app, hooks) = paired().await;
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        app.start("paired").await.unwrap();
        advance(Duration::from_millis(500)).await;
        assert_eq!(app.status("paired").unwrap().status, Status::Starting);
        app.stop("paired").await.unwrap();
        app.wait_for("paired", Status::Stopped).await.unwrap();
        assert_eq!(hooks.counts(), (2, 2));
        app.end().await;
    });
}

/// Its init outlasts its `stop_timeout`.
#[daemon(register = false, stop_timeout = "1s")]
struct Endless {
    #[resource]
    hooks: Hooks,
}

#[daemon]
impl Endless {
    #[init]
    async fn init(&mut self) {
        std::future::pending::<()>().await;
    }

    #[cleanup]
    fn cleanup(&mut self) {
        self.hooks.0.1.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn p11_an_init_that_did_not_return_is_not_cleaned_up_after() {
    testing::run(async {
        let hooks = Hooks::default();
        let app = App::empty().with::<Endless>().provide(hooks.clone());
        let starting = tokio::spawn(TestApp::of(app).try_start());
        advance(Duration::from_secs(5)).await;
        // Dropping the start begins a shutdown.
        starting.abort();
        assert!(starting.await.unwrap_err().is_cancelled());
        advance(Duration::from_secs(5)).await;
        assert_eq!(hooks.counts(), (0, 0));
    });
}
