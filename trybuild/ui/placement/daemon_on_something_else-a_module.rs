use daemon_core::prelude::*;

#[daemon]
mod pollers {}

fn main() {}
