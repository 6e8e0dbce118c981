use daemon_core::prelude::*;

#[daemon]
struct Audit;

#[daemon]
impl Audit {
    #[subscribe(concurrent = 4)]
    async fn record(&self, _event: &AnyEvent) {}
}

fn main() {}
