use daemon_core::prelude::*;

#[derive(Event)]
struct Sample;

#[daemon(ready = "manual")]
struct Sampler;

#[daemon]
impl Sampler {
    #[subscribe(overflow = "drop_oldest")]
    async fn oldest(&mut self, _event: &Sample) {}

    #[subscribe(overflow = "drop_newest")]
    async fn newest(&mut self, _event: &Sample) {}

    #[subscribe(overflow = "latest")]
    async fn latest(&mut self, _event: &Sample) {}
}

#[daemon(ready = "completed")]
struct Migration;

#[daemon]
impl Migration {}

fn main() {}
