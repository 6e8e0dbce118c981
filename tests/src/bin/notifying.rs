//! For `tests/systemd.rs`: a program under something like systemd. It says `tick` on standard output again and again, whatever
//! its daemons do.
//!
//! The first argument chooses what is wrong: `lost`, a critical daemon is down for good; `block`, it blocks its thread for good;
//! `starve`, another one does, on the only worker there is; `resource` cannot be made; and `nothing`. The second is a file with its
//! configuration.
#![expect(clippy::print_stdout, reason = "how the test knows")]

use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use daemon_core::prelude::*;

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    Lost,
    Block,
    Starve,
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
            Wrong::Starve | Wrong::Nothing => {}
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
    #[defer("300ms")]
    fn misbehave(&mut self) {
        if self.wrong == Wrong::Starve {
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
    match wrong.as_deref() {
        Some("lost") => app.on_critical_failure("keep").provide(Wrong::Lost),
        Some("block") => app.on_critical_failure("keep").provide(Wrong::Block),
        Some("starve") => app.provide(Wrong::Starve),
        Some("resource") => app.provide_with(async || Err::<Wrong, BoxError>("the network is down".into())),
        _ => app.provide(Wrong::Nothing),
    }
    .main()
}
