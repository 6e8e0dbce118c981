use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(filter = Self::is_large)]
    async fn sample(&mut self, _event: &Sample) {}

    fn is_large(&self, event: &Sample) -> bool {
        event.0 > 100
    }
}

fn main() {}
