use daemon_core::prelude::*;

#[daemon]
struct Über;

#[daemon]
impl Über {}

fn main() {}
