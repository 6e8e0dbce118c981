//! Receivers and lifetimes written out.
#![deny(warnings)]
#![allow(clippy::needless_lifetimes, clippy::needless_arbitrary_self_type)]

use compile_tests::live;
use daemon_core::prelude::*;

#[derive(Event)]
struct Beat;

#[daemon]
struct Heart {
    beats: u32,
}

#[daemon]
impl Heart {
    #[init]
    async fn init(self: &mut Self) {
        self.beats = 1;
    }

    #[interval("1s")]
    async fn exclusive(self: &mut Self, ctx: &Context) -> Result {
        self.beats += 1;
        Ok(ctx.publish(Beat).await?)
    }

    #[interval("1s")]
    async fn shared(self: &Self) {
        assert!(self.beats > 0);
    }

    #[subscribe]
    async fn named<'a>(&'a mut self, _: &'a Beat, ctx: &'a Context) {
        assert!(ctx.generation() > 0);
    }

    #[subscribe]
    async fn several<'a, 'b>(&'a mut self, _: &'b Beat, _: &'b Context)
    where
        'a: 'b,
    {
    }

    #[subscribe(concurrent = 2)]
    async fn typed<'a>(self: &'a Self, _: &Beat) {}

    #[subscribe]
    async fn anonymous(&'_ mut self, _: &'_ Beat, _: &'_ Context) {}

    #[interval("1s")]
    async fn mutable_binding(mut self: &mut Self) {
        self = &mut *self;
        self.beats += 1;
    }

    #[cleanup]
    fn end(self: &mut Self) {}
}

fn main() {
    live(App::new(), 3);
}
