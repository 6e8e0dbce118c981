use daemon_core::prelude::*;

#[daemon(ready = "completed")]
struct Migration;

fn main() {}
