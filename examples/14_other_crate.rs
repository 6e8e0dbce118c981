//! A daemon in another crate: link the crate, and it runs.
//!
//! Run it with `cargo run --example 14_other_crate`.
//!
//! `examples/plugin` is a library with one daemon in it, `greeter`. This program names nothing of it but the crate:
//! `use plugin as _;`. Without that line the linker leaves the crate out, however it is listed in `Cargo.toml`; the
//! daemon would be missing without a word. So say whom you expect: then its absence is an error at start.
//!
//! Printed are the plan, the plugin's greeting, and what happens when a crate that is expected was never linked.

use std::time::Duration;

use daemon_core::prelude::*;
use plugin as _;

#[tokio::main]
async fn main() -> Result {
    let app = App::new().expect(&["greeter"]);
    println!("{}", app.check()?);
    app.run_until(tokio::time::sleep(Duration::from_millis(300))).await?;

    if let Err(error) = App::new().expect(&["greeter", "mailer"]).check() {
        println!("error: {error}");
    }
    Ok(())
}
