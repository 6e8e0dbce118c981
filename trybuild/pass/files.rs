//! The struct here, its handlers in another file, its events in a third.
#![deny(warnings)]

use compile_tests::live;
use daemon_core::prelude::*;

#[path = "files/events.rs"]
mod events;
#[path = "files/handlers.rs"]
mod handlers;

#[daemon]
struct Heart {
    beats: u32,
}

fn main() {
    live(App::new(), 3);
}
