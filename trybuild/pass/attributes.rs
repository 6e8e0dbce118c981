//! Other attributes beside ours.
#![deny(warnings)]

use compile_tests::live;
use daemon_core::prelude::*;
use tracing::instrument;

#[derive(Event)]
struct Beat(u8);

/// Beats.
///
/// More about it.
#[derive(Debug)]
#[daemon]
#[must_use = "it does nothing by itself"]
struct Heart {
    /// How often.
    #[default(3)]
    #[allow(dead_code)]
    rate: u8,
}

/// The handlers.
#[daemon]
#[allow(clippy::unused_async)]
impl Heart {
    #![allow(clippy::needless_pass_by_value)]

    /// Beats once.
    #[interval("1s")]
    #[instrument(skip_all, fields(rate = self.rate), err)]
    async fn above(&mut self, ctx: &Context) -> Result {
        Ok(ctx.publish(Beat(1)).await?)
    }

    #[instrument(skip(self))]
    #[interval("1s")]
    async fn below(&mut self) {}

    #[expect(unused_variables, reason = "it is a sample")]
    #[subscribe]
    async fn expects(&mut self, beat: &Beat) {}

    #[subscribe]
    #[expect(unused_variables, reason = "it is a sample")]
    fn expects_too(&mut self, beat: &Beat) {}

    #[subscribe]
    async fn on_arguments(&mut self, #[allow(unused_variables)] beat: &Beat) {}

    #[cold]
    #[inline(never)]
    #[track_caller]
    #[must_use = "for the sake of it"]
    #[defer("1s")]
    fn many(&mut self) -> Result {
        Ok(())
    }

    #[deprecated = "the daemon calls it all the same"]
    #[defer("1s")]
    fn old(&mut self) {}

    #[doc(hidden)]
    #[doc = "text"]
    #[cleanup]
    #[rustfmt::skip]
    fn end(&mut self) { }
}

/// Attributes of ours by their path.
#[daemon_core::daemon]
struct Paths {
    #[daemon_core::default(1)]
    one: u8,
}

#[daemon_core::daemon]
impl Paths {
    #[daemon_core::interval("1s")]
    async fn tick(&mut self) {
        assert_eq!(self.one, 1);
    }

    #[::daemon_core::defer("1s")]
    fn later(&mut self) {}
}

fn main() {
    live(App::new(), 3);
}
