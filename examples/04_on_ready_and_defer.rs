//! Doing something once another daemon is up, and doing something a little later.
//!
//! Run it with `cargo run --example 04_on_ready_and_defer`.
//!
//! `#[on_ready(D)]` is called each time `D` becomes running, and at once if it already is: there is nothing to miss.
//! Unlike `depends_on` it makes nobody wait. `#[defer("…")]` is called once, that long after the daemon itself is running.
//!
//! Printed is `web` coming up first, hearing of the database, then of its restart.

use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;

#[daemon]
struct Database;

#[daemon]
impl Database {
    #[init]
    async fn connect(&mut self, ctx: &Context) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        println!("database: connected, generation {}", ctx.generation());
    }
}

/// Answers without the database too, only not as well.
#[daemon]
struct Web;

#[daemon]
impl Web {
    #[init]
    fn init(&mut self) {
        println!("web: up, with what there is");
    }

    #[on_ready(Database)]
    fn database_is_there(&mut self) {
        println!("web: the database is there");
    }

    #[defer("300ms")]
    fn tidy_up(&mut self) {
        println!("web: up for 300 ms");
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    system.restart("database").await?;
    system.wait_for("database", Status::Running).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    println!("{}", system.shutdown().await);
    Ok(())
}
