use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[schedule("@nightly")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
