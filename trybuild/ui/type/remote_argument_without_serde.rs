use daemon_core::prelude::*;

struct Coin(u64);

#[daemon]
struct Till {
    cents: u64,
}

#[daemon]
impl Till {
    #[message(remote)]
    fn pay(&mut self, coin: Coin) {
        self.cents += coin.0;
    }
}

fn main() {}
