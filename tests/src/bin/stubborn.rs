//! For `tests/run.rs`: a program whose daemon does not want to stop. It says `up` when it runs.
//!
//! The first argument chooses what is wrong: `hang` in the cleanup, `block` a thread for good while stopping, `block-all`
//! the only worker there is, `panic` in a handler, `fail` in a strict start,
//! `check` finds something, `resource` cannot be made, and `nothing`.

use std::process::ExitCode;
use std::sync::mpsc;

use daemon_core::prelude::*;

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    Hang,
    Block,
    BlockAll,
    Panic,
    Fail,
}

#[daemon(stop_timeout = "20s", restart = "never")]
struct Stubborn {
    #[resource]
    wrong: Wrong,
}

#[daemon]
impl Stubborn {
    #[init]
    fn init(&mut self) -> Result {
        if self.wrong == Wrong::Fail { Err("no way in".into()) } else { Ok(()) }
    }

    #[defer("0ms")]
    #[expect(clippy::print_stdout, reason = "how the test knows")]
    fn say(&mut self) {
        println!("up");
    }

    #[defer("1ms")]
    #[expect(clippy::print_stdout, reason = "how the test knows")]
    fn misbehave(&mut self) {
        assert!(self.wrong != Wrong::Panic, "as planned");
        if self.wrong == Wrong::BlockAll {
            println!("blocking");
            block();
        }
    }

    #[cleanup]
    #[expect(clippy::print_stdout, reason = "how the test knows")]
    async fn cleanup(&mut self) {
        println!("cleaning up");
        match self.wrong {
            Wrong::Hang => std::future::pending().await,
            Wrong::Block => block(),
            Wrong::Nothing | Wrong::Fail | Wrong::BlockAll | Wrong::Panic => {}
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
    let app = App::new();
    match std::env::args().nth(1).as_deref() {
        Some("nothing") => app.provide(Wrong::Nothing),
        Some("hang") => app.provide(Wrong::Hang),
        Some("block") => app.provide(Wrong::Block),
        Some("block-all") => app.provide(Wrong::BlockAll),
        Some("panic") => app.provide(Wrong::Panic),
        Some("fail") => app.provide(Wrong::Fail).strict(),
        Some("resource") => app.provide_with(async || Err::<Wrong, BoxError>("the network is down".into())),
        _ => app,
    }
    .main()
}
