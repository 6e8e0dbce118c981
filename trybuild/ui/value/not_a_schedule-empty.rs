use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[schedule("")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
