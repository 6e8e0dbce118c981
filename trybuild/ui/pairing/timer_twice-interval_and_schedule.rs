use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[interval("1d")]
    async fn backup(&mut self) {}

    #[schedule("0 2 * * *", name = "backup")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
