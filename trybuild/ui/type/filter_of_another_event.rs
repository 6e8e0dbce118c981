use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

#[derive(Event)]
struct Reading(u64);

fn is_large(event: &Reading) -> bool {
    event.0 > 100
}

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(filter = is_large)]
    async fn sample(&mut self, _event: &Sample) {}
}

fn main() {}
