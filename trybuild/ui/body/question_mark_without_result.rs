use daemon_core::prelude::*;

#[daemon]
struct Poller {
    polls: u64,
}

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(&mut self) {
        self.polls = "1".parse()?;
    }
}

fn main() {}
