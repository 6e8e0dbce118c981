//! For `tests/run.rs`: a program whose daemon does not want to stop. It says `up` when it runs.
//!
//! The first argument chooses what is wrong: `hang` in the cleanup, `block` a thread for good, `fail` in a strict start,
//! `check` finds something, `resource` cannot be made, and `nothing`.

use std::process::ExitCode;
use std::sync::mpsc;

use daemon_core::prelude::*;

#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    Hang,
    Block,
    Fail,
}

#[daemon(stop_timeout = "20s")]
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

    #[cleanup]
    #[expect(clippy::print_stdout, reason = "how the test knows")]
    async fn cleanup(&mut self) {
        println!("cleaning up");
        match self.wrong {
            Wrong::Hang => std::future::pending().await,
            Wrong::Block => {
                let (_keep, never) = mpsc::channel::<()>();
                // An error only if the other end were gone.
                let _ = never.recv();
            }
            Wrong::Nothing | Wrong::Fail => {}
        }
    }
}

fn main() -> ExitCode {
    let app = App::new();
    match std::env::args().nth(1).as_deref() {
        Some("nothing") => app.provide(Wrong::Nothing),
        Some("hang") => app.provide(Wrong::Hang),
        Some("block") => app.provide(Wrong::Block),
        Some("fail") => app.provide(Wrong::Fail).strict(),
        Some("resource") => app.provide_with(async || Err::<Wrong, BoxError>("the network is down".into())),
        _ => app,
    }
    .main()
}
