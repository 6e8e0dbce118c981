use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(from = "DataDaemon")]
    async fn sample(&mut self, _event: &Sample) {}
}

fn main() {}
