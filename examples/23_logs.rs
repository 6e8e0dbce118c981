//! Logs: the last lines of each daemon, over its restarts, and more of one of them for a while.
//!
//! Run it with `cargo run --example 23_logs`.
//!
//! `Logs` gives a layer to the program's subscriber, beside the others, each of which has a filter of its own. It needs the
//! feature `logging` of `daemon-core`. The clock is a test's, so that ten minutes take no time here.
//!
//! Printed is what a mailer said before it failed, when it is in its next life already; then what it says in detail for ten
//! minutes; and what becomes of a name that is not there.

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, advance};
use daemon_core::{Followed, Logs};
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::prelude::*;

/// Fails at the third letter of its first life.
#[daemon]
struct Mailer {
    sent: u32,
}

#[daemon]
impl Mailer {
    #[interval("1m")]
    fn send(&mut self, ctx: &Context) {
        self.sent += 1;
        tracing::debug!(server = "mail.example", "connected");
        tracing::info!(letter = self.sent, "sent");
        if self.sent == 3 && ctx.generation() == 1 {
            tracing::warn!(code = 421, "the server hangs up");
            ctx.fail("connection lost");
        }
    }
}

fn main() -> Result {
    let logs = Logs::new();
    // The terminal has errors only, whatever is kept.
    let terminal = tracing_subscriber::fmt::layer().with_filter(LevelFilter::ERROR);
    tracing_subscriber::registry().with(terminal).with(logs.layer()).init();

    testing::run(async {
        let app = TestApp::of(App::new()).start().await;
        advance(Duration::from_secs(4 * 60)).await;
        app.expect_failure("mailer");

        println!("the last life:");
        for line in logs.within(&app).of("mailer")?.lives_ago(1).last(5).lines() {
            println!("  {line}");
        }

        println!("ten minutes of detail:");
        logs.within(&app).set_level("mailer", Level::DEBUG, Some(Duration::from_secs(600)))?;
        let mut detail = logs.of("mailer").last(0).level(Level::DEBUG).containing("connected").follow();
        advance(Duration::from_secs(60 * 60)).await;
        let mut count = 0;
        while let Some(Followed::Line(line)) = detail.try_next() {
            count += 1;
            println!("  {count}. {line}");
        }
        println!("it is {} again", logs.level("mailer").level);

        if let Err(error) = logs.within(&app).of("mialer") {
            println!("{error}");
        }
        app.end().await;
        Ok(())
    })
}
