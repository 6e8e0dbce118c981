use daemon_core::prelude::*;

#[daemon]
async fn poll(ctx: &Context) {
    ctx.cancelled().await;
}

fn main() {}
