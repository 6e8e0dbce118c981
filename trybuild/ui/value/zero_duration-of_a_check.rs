use daemon_core::prelude::*;

#[daemon]
struct Cache;

#[daemon]
impl Cache {
    #[health(every = "0s")]
    async fn health(&self) -> Health {
        Health::healthy()
    }
}

fn main() {}
