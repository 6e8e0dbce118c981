use daemon_core::prelude::*;

#[daemon]
struct Pump;

#[daemon]
impl Pump {
    #[run]
    async fn run(&self, ctx: &Context) {
        ctx.cancelled().await;
    }

    #[interval("5s")]
    async fn report(&mut self) {}
}

fn main() {}
