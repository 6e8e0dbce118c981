use daemon_core::prelude::*;

#[derive(Event)]
struct Sample(u64);

fn larger_than(limit: u64) -> impl Fn(&Sample) -> bool {
    move |event| event.0 > limit
}

#[daemon]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(filter = larger_than(100))]
    async fn sample(&mut self, _event: &Sample) {}
}

fn main() {}
