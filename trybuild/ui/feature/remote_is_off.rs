use daemon_core::prelude::*;

#[daemon]
struct Till {
    cents: u64,
}

#[daemon]
impl Till {
    #[message(remote)]
    fn pay(&mut self, cents: u64) -> u64 {
        self.cents += cents;
        self.cents
    }
}

fn main() {}
