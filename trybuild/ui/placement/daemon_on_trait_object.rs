use daemon_core::prelude::*;

trait Poll {}

#[daemon]
impl dyn Poll {
    #[interval("5s")]
    async fn poll(&mut self) {}
}

fn main() {}
