//! Choosing what starts: profiles, `only`, and daemons that are started by hand.
//!
//! Run it with `cargo run --example 11_profiles_and_only`.
//!
//! A daemon without profiles belongs to all of them. Whatever is chosen brings along what it depends on. `check` says what
//! would start, and starts nothing.
//!
//! Printed is the plan for each choice, and one daemon that is started by hand.

use daemon_core::Status;
use daemon_core::prelude::*;

#[daemon]
struct Database;

#[daemon]
impl Database {}

#[daemon(depends_on(Database), profiles("full", "web"))]
struct Api;

#[daemon]
impl Api {}

#[daemon(depends_on(Database), profiles("full"))]
struct Mailer;

#[daemon]
impl Mailer {}

/// Takes hours, so it is started by hand only.
#[daemon(depends_on(Database), autostart = false)]
struct Reindex;

#[daemon]
impl Reindex {}

#[tokio::main]
async fn main() -> Result {
    println!("all:            {}", App::new().check()?);
    println!("profile `web`:  {}", App::new().profile("web").check()?);
    println!("profile `full`: {}", App::new().profile("full").check()?);
    println!("only `mailer`:  {}", App::new().only(["mailer"]).check()?);

    let system = App::new().profile("web").start().await?;
    println!("reindex is {}", system.status("reindex")?.status);
    system.start("reindex").await?;
    system.wait_for("reindex", Status::Running).await?;
    println!("reindex is {}", system.status("reindex")?.status);
    println!("{}", system.shutdown().await);
    Ok(())
}
