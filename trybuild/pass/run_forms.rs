//! Every form of `#[run]`, and what may stand beside it.
#![deny(warnings)]

use std::sync::atomic::{AtomicU32, Ordering};

use compile_tests::live;
use daemon_core::prelude::*;

#[derive(Event)]
struct Beat;

macro_rules! daemons {
    ($($name:ident { $($run:tt)* })*) => {
        $(#[daemon]
        struct $name;

        #[daemon]
        impl $name {
            #[run]
            $($run)*
        })*
    };
}

daemons! {
    ExclusiveWithContext { async fn run(&mut self, ctx: &Context) { ctx.cancelled().await; } }
    ExclusiveResult { async fn run(&mut self, ctx: &Context) -> Result { ctx.cancelled().await; Ok(()) } }
    ExclusiveEnds { async fn run(&mut self) {} }
    ExclusiveSync { fn run(&mut self) -> Result { Ok(()) } }
    SharedWithContext { async fn run(&self, ctx: &Context) { ctx.cancelled().await; } }
    SharedResult { async fn run(&self, ctx: &Context) -> Result<(), String> { ctx.cancelled().await; Ok(()) } }
    SharedEnds { async fn main_loop(&self) {} }
    SharedSync { fn run(&self, _: &Context) {} }
}

#[daemon]
struct ExclusiveWithHooks {
    ready: bool,
}

#[daemon]
impl ExclusiveWithHooks {
    #[init]
    async fn init(&mut self) {
        self.ready = true;
    }

    #[run]
    async fn run(&mut self, ctx: &Context) {
        assert!(self.ready);
        ctx.cancelled().await;
    }

    #[cleanup]
    async fn cleanup(&mut self, _: &Context) {
        self.ready = false;
    }
}

#[daemon]
struct SharedWithHandlers {
    beats: AtomicU32,
}

#[daemon]
impl SharedWithHandlers {
    #[init]
    async fn init(_: &Context) -> Result<Self> {
        Ok(Self { beats: AtomicU32::new(0) })
    }

    #[run]
    async fn run(&self, ctx: &Context) -> Result {
        ctx.publish(Beat).await?;
        ctx.cancelled().await;
        assert!(self.beats.load(Ordering::Relaxed) > 0);
        Ok(())
    }

    #[subscribe]
    async fn hear(&self, _: &Beat) {
        self.beats.fetch_add(1, Ordering::Relaxed);
    }

    #[interval("1s", concurrent = 2)]
    async fn tick(&self) {}

    #[defer("1s")]
    fn later(&self, _: &Context) {}

    #[on_ready("exclusive-with-hooks")]
    fn ready(&self) {}

    #[cleanup]
    async fn cleanup(&mut self) {
        assert!(*self.beats.get_mut() > 0);
    }
}

fn main() {
    live(App::new(), 5);
}
