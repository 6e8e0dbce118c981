use daemon_core::prelude::*;

#[daemon(on_unhealthy = "reports")]
struct Cache;

#[daemon]
impl Cache {
}

fn main() {}
