use daemon_core::prelude::*;

/// Brings the tables up to date.
#[daemon(ready = "completed")]
struct Migration;

#[daemon]
impl Migration {
    #[defer("1s")]
    async fn migrate(&mut self) {}
}

fn main() {}
