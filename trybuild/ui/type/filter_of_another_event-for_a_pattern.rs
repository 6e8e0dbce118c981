use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

fn is_large(event: &Sample) -> bool {
    event.0 > 100
}

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe("chat.*", filter = is_large)]
    async fn record(&mut self, _event: &AnyEvent) {}
}

fn main() {}
