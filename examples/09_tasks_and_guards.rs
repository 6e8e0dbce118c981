//! Child tasks and guards: they belong to the daemon, and end with it.
//!
//! Run it with `cargo run --example 09_tasks_and_guards`.
//!
//! `ctx.spawn` runs something beside the handlers. `ctx.track` keeps whatever ends something when it is dropped, such as
//! the subscription of another library. You write no clean-up for either, and none can be forgotten.
//!
//! Printed is the order of the end: `#[cleanup]` first, then child tasks, then guards, the last one first; and a report that
//! counts them.

use std::time::Duration;

use daemon_core::prelude::*;

/// Stands for the guard of another library: it ends its subscription when it is dropped.
struct Subscription(&'static str);

impl Drop for Subscription {
    fn drop(&mut self) {
        println!("unsubscribed from {}", self.0);
    }
}

/// Says so when it goes.
struct Farewell;

impl Drop for Farewell {
    fn drop(&mut self) {
        println!("child task ended");
    }
}

async fn listen() {
    let _farewell = Farewell;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        println!("child task at work");
    }
}

#[daemon]
struct Bridge;

#[daemon]
impl Bridge {
    #[init]
    fn init(&mut self, ctx: &Context) {
        ctx.track(Subscription("orders"));
        ctx.track(Subscription("invoices"));
        ctx.spawn(listen());
    }

    #[cleanup]
    fn say_goodbye(&mut self) {
        println!("cleanup");
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    tokio::time::sleep(Duration::from_millis(130)).await;
    println!("{}", system.shutdown().await);
    println!("left over: {}", if system.leaks().is_empty() { "nothing" } else { "something" });
    Ok(())
}
