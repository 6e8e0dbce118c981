use daemon_core::prelude::*;

#[daemon]
struct Client;

#[daemon]
impl Client {
    #[init]
    async fn connect(_ctx: &Context) -> Result<()> {
        Ok(())
    }
}

fn main() {}
