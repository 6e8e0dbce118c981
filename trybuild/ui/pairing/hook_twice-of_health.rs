use daemon_core::prelude::*;

#[daemon]
struct Cache;

#[daemon]
impl Cache {
    #[health]
    async fn health(&self) -> Health {
        Health::healthy()
    }

    #[health(every = "1m")]
    async fn disk(&mut self) -> Health {
        Health::healthy()
    }
}

fn main() {}
