use daemon_core::prelude::*;

#[daemon]
struct Cache;

#[daemon]
impl Cache {
    #[health(timout = "5s")]
    async fn health(&self) -> Health {
        Health::healthy()
    }
}

fn main() {}
