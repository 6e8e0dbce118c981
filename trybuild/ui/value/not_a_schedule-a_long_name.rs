use daemon_core::prelude::*;

#[daemon]
struct Keeper;

#[daemon]
impl Keeper {
    #[schedule("0 0 * * Monday")]
    async fn nightly_backup(&mut self) {}
}

fn main() {}
