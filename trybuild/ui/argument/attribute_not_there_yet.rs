use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    model: String,
}

#[daemon]
impl UserDaemon {
    #[health(every = "30s")]
    async fn health(&self) -> bool {
        true
    }
}

fn main() {}
