use daemon_core::prelude::*;

#[daemon(ready = "manual")]
struct Sampler;

#[daemon]
impl Sampler {}

#[daemon(ready = "completed")]
struct Migration;

#[daemon]
impl Migration {}

fn main() {}
