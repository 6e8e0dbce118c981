use daemon_core::prelude::*;

struct Empty;

#[daemon]
struct Till {
    cents: u64,
}

#[daemon]
impl Till {
    #[message(remote)]
    fn take(&mut self, cents: u64) -> Result<u64, Empty> {
        self.cents = self.cents.checked_sub(cents).ok_or(Empty)?;
        Ok(self.cents)
    }
}

fn main() {}
