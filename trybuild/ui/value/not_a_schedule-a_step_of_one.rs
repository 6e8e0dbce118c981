use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[schedule("5/15 * * * *")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
