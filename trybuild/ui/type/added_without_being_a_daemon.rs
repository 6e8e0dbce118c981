use daemon_core::prelude::*;

struct UserDaemon;

fn main() {
    let _ = App::empty().with::<UserDaemon>().check();
}
