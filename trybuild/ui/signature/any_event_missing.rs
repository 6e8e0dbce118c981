use daemon_core::prelude::*;

#[daemon]
struct Audit;

#[daemon]
impl Audit {
    #[subscribe("chat.*")]
    async fn record(&mut self, _ctx: &Context) {}
}

fn main() {}
