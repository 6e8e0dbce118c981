use daemon_core::prelude::*;

#[daemon]
enum Connection {
    Open,
    Closed,
}

#[daemon]
impl Connection {
    #[interval("5s")]
    async fn poll(&mut self) {}
}

fn main() {}
