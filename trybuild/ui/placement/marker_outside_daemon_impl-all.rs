use daemon_core::prelude::*;

struct UserDaemon;

impl UserDaemon {
    #[init]
    async fn init(_ctx: &Context) -> Result<Self> {
        Ok(Self)
    }

    #[run]
    async fn run(&mut self) {}

    #[subscribe]
    async fn user_created(&mut self, _event: &u8) {}

    #[interval("5s")]
    async fn poll(&mut self) {}

    #[schedule("0 2 * * *")]
    async fn backup(&mut self) {}

    #[defer("2s")]
    async fn catch_up(&mut self) {}

    #[on_ready("data")]
    async fn reload(&mut self) {}

    #[message]
    async fn persona(&self) {}

    #[health]
    async fn health(&self) {}

    #[cleanup]
    async fn disconnect(&mut self) {}
}

#[interval("5s")]
async fn lonely() {}

fn main() {}
