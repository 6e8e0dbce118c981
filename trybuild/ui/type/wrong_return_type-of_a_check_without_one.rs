use daemon_core::prelude::*;

#[daemon]
struct Cache;

#[daemon]
impl Cache {
    #[health]
    async fn health(&self) {}
}

fn main() {}
