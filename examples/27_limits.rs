//! What a daemon may use: a share of a core, so much memory, a thread of its own.
//!
//! `cargo run --example 27_limits`

use std::time::Duration;

use daemon_core::limits::Accounting;
use daemon_core::prelude::*;

/// Charges what is allocated to the daemon that is polled, and is what memory limits need.
#[global_allocator]
static MEMORY: Accounting = Accounting::new();

/// Would compute all day. It gets a tenth of a core, on a thread of its own that gives way to others.
#[daemon(thread(priority = "low"), limits(cpu = 0.1))]
struct Cruncher;

#[daemon]
impl Cruncher {
    #[run]
    async fn run(&self, ctx: &Context) {
        // A child task uses the daemon's share and runs on its thread.
        ctx.spawn(async {
            let mut number = 1_u64;
            loop {
                for _ in 0..10_000 {
                    number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                }
                std::hint::black_box(number);
                // It can be held back where it yields.
                tokio::task::yield_now().await;
            }
        });
        ctx.cancelled().await;
    }
}

#[derive(Event)]
struct Line(String);

/// Forgets to forget. At 8 MiB it is restarted.
#[daemon(limits(memory = "8MiB"), restart(delay = "10ms"))]
struct Collector {
    lines: Vec<String>,
}

#[daemon]
impl Collector {
    #[subscribe]
    fn line(&mut self, line: &Line) {
        self.lines.push(line.0.repeat(1024));
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    let mut patience = tokio::time::interval(Duration::from_millis(1));
    while system.status("collector")?.restarts_total == 0 {
        system.publish(Line("a hundred bytes ".repeat(6))).await?;
        patience.tick().await;
    }
    println!("the collector {}", system.status("collector")?.failure.ok_or("it has failed")?);
    system.wait_for("collector", daemon_core::Status::Running).await?;
    let held = system.status("collector")?.memory.ok_or("it is measured")?;
    println!("and then it holds less than a megabyte: {}", held < 1_000_000);

    while system.status("cruncher")?.held_back.is_zero() {
        patience.tick().await;
    }
    println!("the cruncher was held back");
    // It hears of the stop all the same.
    println!("stopped cleanly: {}", system.shutdown().await.is_clean());
    Ok(())
}
