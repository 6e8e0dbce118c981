use daemon_core::prelude::*;

#[daemon]
struct Client;

#[daemon]
impl Client {
    #[init]
    async fn connect(&self, _ctx: &Context) -> Result<()> {
        Ok(())
    }
}

fn main() {}
