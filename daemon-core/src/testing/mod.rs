//! The test kit (feature `testing`): an app in isolation, under a clock that the test moves.
//!
//! [`run`] runs a test on one thread with tokio's clock paused: time stands still while anything can run, and jumps to
//! the next timer when nothing can. An hour of intervals takes milliseconds, and always goes the same way.
//!
//! ```
//! use std::time::Duration;
//! use daemon_core::prelude::*;
//! use daemon_core::testing::{self, TestApp, advance};
//!
//! #[derive(Event)]
//! struct Beat;
//!
//! #[daemon]
//! struct Heart;
//!
//! #[daemon]
//! impl Heart {
//!     #[interval("1s")]
//!     async fn beat(&mut self, ctx: &Context) -> Result {
//!         Ok(ctx.publish(Beat).await?)
//!     }
//! }
//!
//! testing::run(async {
//!     let test = TestApp::of(App::empty().with::<Heart>());
//!     let mut beats = test.probe::<Beat>();
//!     let app = test.start().await;
//!     advance(Duration::from_secs(60)).await;
//!     assert_eq!(beats.drain().len(), 60);
//!     app.end().await;
//! });
//! ```
//!
//! With the feature `schedule` the wall clock is the test's too: `set_wall`, `advance_to` and `suspend` say what happens to it.
//!
//! What goes wrong with daemons is made to go wrong: [`RunningApp::fail_next`], `panic_next` and `hang_next` strike the
//! next run of a method, [`RunningApp::kill`] ends a daemon where it is, and [`RunningApp::assert_journal`] says what it has
//! been through. [`simulate`] does all of that at random.
//!
//! What fails a test names the test's own line: that of the call, or of its `.await`.

mod app;
mod at_await;
mod clock;
mod fault;
mod journal;
mod mock;
mod probe;
mod simulate;
#[cfg(feature = "schedule")]
mod wall;

pub use app::{RunningApp, TestApp, assert_no_leaks};
pub use clock::{advance, run, settle};
pub use mock::MockDaemon;
pub(crate) use mock::StandIn;
pub use probe::Probe;
pub use simulate::{Moment, Operation, Random, Simulation, simulate};
#[cfg(feature = "schedule")]
pub use wall::{advance_to, set_wall, suspend, wall};
