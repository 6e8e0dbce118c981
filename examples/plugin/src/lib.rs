//! A library with a daemon in it. Example 14 links it, and names nothing of it.

use daemon_core::prelude::*;

/// Says hello from another crate.
#[daemon]
struct Greeter;

#[daemon]
impl Greeter {
    #[defer("10ms")]
    fn greet(&mut self) {
        println!("hello from a crate that the program only links");
    }
}
