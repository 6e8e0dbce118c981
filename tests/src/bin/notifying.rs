//! For `tests/systemd.rs`: a program under something like systemd. It says `tick` on standard output again and again, whatever
//! its daemons do.
//!
//! The first argument chooses what is wrong: `lost`, a critical daemon is down for good; `block`, it blocks its thread for good;
//! `starve`, another one does, on the only worker there is; `share`, it does on one of two workers, on which the whole program
//! runs; `slow`, one waits in its `init` for SIGHUP; `resource` cannot be made; and `nothing`. The second is a file with its
//! configuration. Where nothing is wrong it says `up` once it runs.
#![expect(clippy::print_stdout, reason = "how the test knows")]

use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use daemon_core::prelude::*;
use tokio::signal::unix::{SignalKind, signal};

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    Lost,
    Block,
    Starve,
    Share,
    Slow,
}

#[daemon(critical, restart = "never", watchdog = "1s", stop_timeout = "100ms")]
struct Vital {
    #[resource]
    wrong: Wrong,
}

#[daemon]
impl Vital {
    #[defer("1ms")]
    fn misbehave(&mut self, ctx: &Context) {
        match self.wrong {
            Wrong::Lost => ctx.fail("as planned"),
            Wrong::Block => block(),
            Wrong::Nothing => println!("up"),
            Wrong::Starve | Wrong::Share | Wrong::Slow => {}
        }
    }
}

#[daemon(stop_timeout = "100ms")]
struct Other {
    #[resource]
    wrong: Wrong,
}

#[daemon]
impl Other {
    #[init]
    async fn init(&mut self) -> Result {
        if self.wrong == Wrong::Slow {
            let mut hangups = signal(SignalKind::hangup())?;
            println!("starting");
            hangups.recv().await;
        }
        Ok(())
    }

    #[defer("300ms")]
    async fn misbehave(&mut self) {
        if self.wrong == Wrong::Share {
            // Whoever wakes this drives the timers of its runtime, until this blocks it.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if matches!(self.wrong, Wrong::Starve | Wrong::Share) {
            println!("blocking");
            block();
        }
    }
}

/// Blocks this thread for good.
fn block() {
    let (_keep, never) = mpsc::channel::<()>();
    // An error only if the other end were gone.
    let _ = never.recv();
}

fn main() -> ExitCode {
    std::thread::spawn(|| {
        // Should the test forget it, a minute is enough.
        for _ in 0..1_200 {
            std::thread::park_timeout(Duration::from_millis(50));
            println!("tick");
        }
        std::process::abort();
    });
    let mut arguments = std::env::args().skip(1);
    let wrong = arguments.next();
    let mut app = App::new();
    if let Some(config) = arguments.next() {
        app = app.config_file(config);
    }
    let app = match wrong.as_deref() {
        Some("share") => return share(app.provide(Wrong::Share)),
        Some("slow") => app.provide(Wrong::Slow),
        Some("lost") => app.on_critical_failure("keep").provide(Wrong::Lost),
        Some("block") => app.on_critical_failure("keep").provide(Wrong::Block),
        Some("starve") => app.provide(Wrong::Starve),
        Some("resource") => app.provide_with(async || Err::<Wrong, BoxError>("the network is down".into())),
        _ => app.provide(Wrong::Nothing),
    };
    app.main()
}

/// Runs it on a runtime of the program's own.
fn share(app: App) -> ExitCode {
    let workers = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let ended = workers.expect("there are threads").block_on(app.run_until(std::future::pending::<()>()));
    if ended.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
