use daemon_core::prelude::*;

#[daemon]
struct Audit;

#[daemon]
impl Audit {
    #[subscribe("chat.user*")]
    async fn record(&mut self, _event: &AnyEvent) {}
}

fn main() {}
