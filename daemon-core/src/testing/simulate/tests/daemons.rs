//! Daemons of every form, which do what their nature says and note what they are given.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::time::Duration;

use super::events::{Ping, Pong, Seen};
use super::world::Natures;
use crate::prelude::*;

/// How a daemon is, apart from its declaration.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nature {
    pub(super) init: Duration,
    pub(super) handler: Duration,
    pub(super) cleanup: Duration,
    /// Its loop ends after so long, well or not.
    pub(super) run: Option<(Duration, bool)>,
    /// It has a child task and a guard, as a daemon in earnest does.
    pub(super) family: bool,
}

/// What all of them are made of and do.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident { $($handlers:tt)* })*) => {$(
        $(#[$doc])*
        #[daemon(crate = crate, register = false)]
        pub(super) struct $name {
            #[resource]
            natures: Natures,
            #[resource]
            seen: Seen,
            nature: Nature,
        }

        #[daemon(crate = crate)]
        impl $name {
            #[init]
            async fn init(&mut self, ctx: &Context) {
                self.nature = self.natures.of(ctx.name());
                if self.nature.family {
                    ctx.track(String::new());
                    let child = ctx.clone();
                    ctx.spawn(async move { child.cancelled().await });
                }
                pass(self.nature.init).await;
            }

            #[cleanup]
            async fn cleanup(&mut self) {
                pass(self.nature.cleanup).await;
            }

            $($handlers)*
        }
    )*};
}

forms! {
    /// One handler at a time.
    Plain {
        #[subscribe]
        async fn ping(&mut self, event: &Ping, ctx: &Context) {
            self.seen.note(ctx.name(), event.0);
            pass(self.nature.handler).await;
        }

        #[subscribe]
        async fn pong(&mut self, event: &Pong, ctx: &Context) -> Result {
            self.seen.note(ctx.name(), event.0);
            if event.0 % 7 == 3 { Err("a seven".into()) } else { Ok(()) }
        }

        #[interval("5s")]
        async fn beat(&mut self, ctx: &Context) {
            ctx.ready();
        }
    }

    /// Some together, one alone.
    Sharing {
        #[subscribe(concurrent = 2)]
        async fn ping(&self, event: &Ping, ctx: &Context) {
            self.seen.note(ctx.name(), event.0);
            pass(self.nature.handler).await;
        }

        #[subscribe]
        async fn pong(&mut self, event: &Pong, ctx: &Context) {
            self.seen.note(ctx.name(), event.0);
            pass(self.nature.handler).await;
        }

        #[interval("7s", concurrent = 1)]
        async fn beat(&self, ctx: &Context) {
            ctx.ready();
        }
    }

    /// A loop by itself.
    Looping {
        #[run]
        async fn run(&mut self, ctx: &Context) -> Result {
            until(self.nature.run, ctx).await
        }
    }

    /// A loop and a handler.
    Both {
        #[run]
        async fn run(&self, ctx: &Context) -> Result {
            ctx.ready();
            until(self.nature.run, ctx).await
        }

        #[subscribe]
        async fn ping(&self, event: &Ping, ctx: &Context) {
            self.seen.note(ctx.name(), event.0);
            pass(self.nature.handler).await;
        }

        #[subscribe]
        async fn pong(&self, event: &Pong, ctx: &Context) {
            self.seen.note(ctx.name(), event.0);
        }
    }
}

async fn pass(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

/// The body of a loop.
async fn until(end: Option<(Duration, bool)>, ctx: &Context) -> Result {
    let Some((after, well)) = end else {
        ctx.cancelled().await;
        return Ok(());
    };
    let cancelled = tokio::time::timeout(after, ctx.cancelled()).await.is_ok();
    if cancelled || well { Ok(()) } else { Err("its nature".into()) }
}
