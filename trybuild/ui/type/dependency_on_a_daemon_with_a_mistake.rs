use daemon_core::prelude::*;

#[daemon(stop_timeout = "5 sec")]
struct DataDaemon;

#[daemon]
impl DataDaemon {}

#[daemon(depends_on(DataDaemon))]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[on_ready(DataDaemon)]
    async fn reload(&mut self) {}
}

fn main() {
    let _ = App::empty().with::<DataDaemon>().with::<UserDaemon>().check();
}
