//! Generated code needs no prelude, and no `unsafe`.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

use ::compile_tests::live;
use ::daemon_core::{App, Context, Event, daemon};
use ::std::sync::atomic::{AtomicU32, Ordering};

static BEATS: AtomicU32 = AtomicU32::new(0);

/// A beat.
#[derive(Event)]
#[event(topic = "heart.beat")]
pub struct Beat(pub u32);

/// Beats.
#[daemon]
pub struct Heart {
    beats: u32,
    #[default(60)]
    rate: u32,
    #[resource]
    name: &'static str,
}

#[daemon]
impl Heart {
    #[init]
    async fn wake(&mut self, ctx: &Context) {
        ::std::assert_eq!(ctx.name(), self.name);
        ::std::assert_eq!(self.rate, 60);
    }

    #[interval("1s")]
    async fn beat(&mut self, ctx: &Context) -> ::std::result::Result<(), ::daemon_core::Undelivered> {
        self.beats += 1;
        ctx.publish(Beat(self.beats)).await
    }

    #[cleanup]
    fn rest(&mut self) {}
}

/// Listens.
#[daemon(depends_on(Heart))]
pub struct Doctor;

#[daemon]
impl Doctor {
    #[subscribe(concurrent = 2)]
    async fn heard(&self, beat: &Beat) {
        BEATS.store(beat.0, Ordering::Relaxed);
    }

    #[on_ready(Heart)]
    fn introduced(&self) {}

    #[defer("1s")]
    fn settled(&mut self) {}
}

/// Waits.
#[daemon]
pub struct Patient;

#[daemon]
impl Patient {
    #[run]
    async fn wait(&self, ctx: &Context) {
        ctx.cancelled().await;
    }
}

fn main() {
    live(App::new().provide("heart"), 10);
    ::std::assert!(BEATS.load(Ordering::Relaxed) >= 9);
}
