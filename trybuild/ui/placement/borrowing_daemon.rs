use daemon_core::prelude::*;

#[daemon]
struct Poller<'a> {
    url: &'a str,
}

#[daemon]
impl<'a> Poller<'a> {
    #[interval("5s")]
    async fn poll(&mut self) {}
}

fn main() {}
