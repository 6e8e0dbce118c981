//! A daemon without a pause before its restart.

use daemon_core::prelude::*;
use daemon_core::{Handle, System};

use super::{Fragile, Lives};

#[daemon(register = false, restart("on_failure", max = 1_000_000, delay = "0s"))]
struct Glass {
    #[resource]
    lives: Lives,
    life: u64,
}

#[daemon]
impl Glass {
    #[init]
    fn init(&mut self) {
        self.life = self.lives.begin();
    }

    #[message]
    fn burst(&mut self) {
        panic!("burst");
    }

    #[message]
    fn ask(&mut self) -> u64 {
        self.life
    }
}

pub(crate) struct Restarted {
    system: System,
    glass: Handle<Glass>,
}

impl Fragile for Restarted {
    async fn start() -> Self {
        let app = App::empty().with::<Glass>().provide(Lives::default());
        let system = app.start().await.expect("the benchmark's app is right");
        let glass = system.daemon::<Glass>();
        Self { system, glass }
    }

    async fn burst_and_ask(&self) -> u64 {
        self.glass.burst().tell().await.expect("it runs");
        self.glass.ask().await.expect("it answers")
    }

    async fn stop(self) {
        self.system.shutdown().await;
    }
}
