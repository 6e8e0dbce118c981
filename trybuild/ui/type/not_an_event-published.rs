use daemon_core::prelude::*;

struct UserCreated;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[interval("5s")]
    async fn report(&mut self, ctx: &Context) -> Result {
        ctx.publish(UserCreated).await?;
        Ok(())
    }
}

fn main() {}
