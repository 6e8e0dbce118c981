use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[message]
    fn personas(&mut self) -> u64 {
        3
    }
}

async fn count(system: System) -> Result<u64> {
    Ok(system.daemon::<UserDaemon>().personas()?)
}

fn main() {
    let _ = count;
}
