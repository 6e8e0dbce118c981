use daemon_core::prelude::*;

#[derive(Event)]
struct Sample;

#[daemon]
struct Recorder;

#[daemon]
impl Recorder {
    #[subscribe(overflow = "discard")]
    async fn record(&mut self, _sample: &Sample) {}
}

fn main() {}
