use daemon_core::prelude::*;

#[daemon(depends_on(5))]
struct Poller;

#[daemon]
impl Poller {
    #[on_ready(DataDaemon::new())]
    async fn reload(&mut self) {}
}

fn main() {}
