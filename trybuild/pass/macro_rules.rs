//! Daemons that macros write.
#![deny(warnings)]

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use compile_tests::live;
use daemon_core::prelude::*;

static RUNS: AtomicU32 = AtomicU32::new(0);

#[derive(Event)]
pub struct Sample(u32);

#[derive(Event, Clone)]
pub struct Alert;

macro_rules! poller {
    ($(#[$meta:meta])* $vis:vis $name:ident as $text:literal every $period:literal, hears $event:ty, calls $method:ident($ctx:ident) $body:block) => {
        $(#[$meta])*
        #[daemon(name = $text, stop_timeout = $period)]
        $vis struct $name {
            #[default(1)]
            step: u32,
        }

        #[daemon]
        impl $name {
            #[interval($period, jitter = "1ms")]
            async fn $method(&mut self, $ctx: &Context) -> Result {
                RUNS.fetch_add(self.step, Ordering::Relaxed);
                $body
                Ok(())
            }

            #[subscribe]
            async fn hear(&mut self, _event: &$event) {}
        }
    };
}

poller! {
    /// Polls slowly.
    pub(crate) Slow as "slow" every "2s", hears Sample, calls poll(_ctx) { }
}
poller!(Fast as "fast" every "1s", hears Alert, calls tick(ctx) {
    ctx.publish(Sample(1)).await?;
});

macro_rules! listener {
    ($name:ident<$($event:ty => $method:ident),*> after $($dependency:ty),*) => {
        #[daemon(depends_on($($dependency),*))]
        struct $name;

        #[daemon]
        impl $name {
            $(#[subscribe]
            async fn $method(&mut self, _: &$event) {})*

            $(#[on_ready($dependency)]
            fn ready(&mut self) {})*
        }
    };
}

listener!(Ears<Sample => sample, Alert => alert> after Fast);

macro_rules! every {
    ($name:ident, $every:expr, $default:expr, $field:ty, $ret:ty, $ctx:ident, $ctx_ty:ty) => {
        #[daemon]
        struct $name {
            #[default($default)]
            value: $field,
        }

        #[daemon]
        impl $name {
            #[interval(every = $every, immediate)]
            async fn tick(&mut self, $ctx: &$ctx_ty) -> $ret {
                self.value = $default;
                assert!(!$ctx.is_cancelled());
                Ok(())
            }

            #[subscribe]
            async fn copied(&mut self, _: Alert) {}
        }
    };
}

every!(Every, Duration::from_secs(1) * 2, vec![1, 2], Vec<u8>, Result<()>, ctx, Context);

macro_rules! whole {
    ($item:item $block:item) => {
        $item
        $block
    };
}

whole! {
    #[daemon]
    struct Whole;

    #[daemon]
    impl Whole {
        #[interval("1s")]
        fn tick(&mut self) {}
    }
}

/// As a library's macro would write it, for users who do not have `daemon_core` in scope.
macro_rules! by_crate {
    ($name:ident) => {
        #[$crate::library::daemon(crate = $crate::library)]
        struct $name;

        #[$crate::library::daemon(crate = $crate::library)]
        impl $name {
            #[$crate::library::interval("1s")]
            fn tick(&mut self) {}
        }
    };
}

mod library {
    pub(crate) use daemon_core::*;
}

by_crate!(ByCrate);

fn main() {
    live(App::new(), 10);
    assert!(RUNS.load(Ordering::Relaxed) >= 4 + 9);
}
