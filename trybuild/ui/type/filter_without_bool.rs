use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

fn size(event: &Sample) -> u64 {
    event.0
}

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(filter = size)]
    async fn sample(&mut self, _event: &Sample) {}
}

fn main() {}
