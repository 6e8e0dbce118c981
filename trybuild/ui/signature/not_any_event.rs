use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe("chat.*")]
    async fn sample(&mut self, _event: &Sample) {}
}

fn main() {}
