use daemon_core::prelude::*;

mod mine {
    pub(super) struct AnyEvent;
}

#[daemon]
struct Audit;

#[daemon]
impl Audit {
    #[subscribe("chat.*")]
    async fn record(&mut self, _event: &mine::AnyEvent) {}
}

fn main() {}
