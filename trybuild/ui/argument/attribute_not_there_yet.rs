use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    #[config]
    model: String,
}

#[daemon]
impl UserDaemon {
    #[schedule("0 2 * * *", tz = "Europe/Berlin")]
    async fn nightly_backup(&mut self) {}

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
