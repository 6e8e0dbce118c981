use std::cell::Cell;

use daemon_core::prelude::*;

#[daemon(state = Cell<u64>)]
struct UserDaemon;

#[daemon]
impl UserDaemon {}

fn main() {}
