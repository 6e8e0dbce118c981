use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

struct Database;

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(from = Database)]
    async fn sample(&mut self, _event: &Sample) {}
}

fn main() {}
