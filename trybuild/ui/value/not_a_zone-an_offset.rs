use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[schedule("0 2 * * *", tz = "+01:00")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
