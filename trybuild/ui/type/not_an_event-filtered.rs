use daemon_core::prelude::*;

struct Sample(u64);

fn is_large(event: &Sample) -> bool {
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
