//! Dependencies: what a daemon depends on starts before it and stops after it.
//!
//! Run it with `cargo run --example 03_dependencies`.
//!
//! Name the types in `depends_on(…)`. Independent daemons start together, here `cache` and `mailer`. A circle of
//! dependencies does not compile.
//!
//! Printed are the plan, the starts in order, and the stops in reverse, followed by the report of the shutdown.

use std::time::Duration;

use daemon_core::prelude::*;

/// Takes a while to connect. Nobody who needs it starts before it has.
#[daemon]
struct Database;

#[daemon]
impl Database {
    #[init]
    async fn connect(&mut self, ctx: &Context) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        say("start", ctx);
    }

    #[cleanup]
    fn close(&mut self, ctx: &Context) {
        say("stop ", ctx);
    }
}

#[daemon(depends_on(Database))]
struct Cache;

#[daemon]
impl Cache {
    #[init]
    fn init(&mut self, ctx: &Context) {
        say("start", ctx);
    }

    #[cleanup]
    fn clean_up(&mut self, ctx: &Context) {
        say("stop ", ctx);
    }
}

#[daemon(depends_on(Database))]
struct Mailer;

#[daemon]
impl Mailer {
    #[init]
    fn init(&mut self, ctx: &Context) {
        say("start", ctx);
    }

    #[cleanup]
    fn clean_up(&mut self, ctx: &Context) {
        say("stop ", ctx);
    }
}

#[daemon(depends_on(Cache, Mailer))]
struct Api;

#[daemon]
impl Api {
    #[init]
    fn init(&mut self, ctx: &Context) {
        say("start", ctx);
    }

    #[cleanup]
    fn clean_up(&mut self, ctx: &Context) {
        say("stop ", ctx);
    }
}

fn say(what: &str, ctx: &Context) {
    println!("{what} {}", ctx.name());
}

#[tokio::main]
async fn main() -> Result {
    let app = App::new();
    println!("{}", app.check()?);

    let system = app.start().await?; // returns when everything is running
    let report = system.shutdown().await;
    println!("{report}");
    Ok(())
}
