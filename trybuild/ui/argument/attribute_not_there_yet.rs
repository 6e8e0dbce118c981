use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    #[config]
    model: String,
}

#[daemon]
impl UserDaemon {
    #[message]
    pub async fn persona(&self, _id: u64) -> Option<String> {
        None
    }

    #[health(every = "30s")]
    async fn health(&self) -> bool {
        true
    }
}

fn main() {}
