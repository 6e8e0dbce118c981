use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[schedule(tz = "Europe/Berlin")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
