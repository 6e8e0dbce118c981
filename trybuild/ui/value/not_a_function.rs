use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(filter = |event| event.0 > 100)]
    async fn sample(&mut self, _event: &Sample) {}
}

fn main() {}
