use daemon_core::prelude::*;

#[daemon]
struct Store;

#[daemon]
impl Store {
    #[interval("50s", name = "db")]
    async fn tidy(&mut self) {}

    #[health]
    async fn db(&self) -> Health {
        Health::healthy()
    }
}

fn main() {}
