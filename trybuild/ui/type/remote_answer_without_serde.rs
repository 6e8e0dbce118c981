use daemon_core::prelude::*;

struct Receipt(u64);

#[daemon]
struct Till {
    cents: u64,
}

#[daemon]
impl Till {
    #[message(remote)]
    fn pay(&mut self, cents: u64) -> Receipt {
        self.cents += cents;
        Receipt(self.cents)
    }
}

fn main() {}
