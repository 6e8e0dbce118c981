use daemon_core::prelude::*;

#[daemon]
struct Pump;

#[daemon]
impl Pump {
    #[run]
    fn run(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

fn main() {}
