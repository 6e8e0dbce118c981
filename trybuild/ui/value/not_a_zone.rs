use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[schedule("0 2 * * *", tz = "Europe/Berln")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
