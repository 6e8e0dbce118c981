//! One handler at a time.

use super::Ended;
use crate::daemon::Daemon;
use crate::mailbox::{Exclusively, Mail};
use crate::supervise::activity::Doing;
use crate::supervise::intake::{Duty, Next};
use crate::supervise::watch::WatchedLoop;

/// Serves a daemon none of whose handlers is concurrent and that has no `#[run]`.
pub async fn serve_exclusive<D: Daemon>(daemon: &mut D, duty: Duty<'_, D>) -> Ended {
    let generation = duty.ctx.generation_ref();
    let serving = Exclusively::new(generation.unit.key, async {
        loop {
            // In a `while let`, what was matched on would stay in the future beside what came of that.
            let Next::Begin(slot, mail) = duty.intake.next().await else { break };
            let doing = Doing::Handler(slot);
            let outcome = match mail {
                Mail::Written(letter) => generation.run_of(doing, daemon.handle(letter, duty.ctx)).await,
                Mail::Given(mail) => generation.run_of(doing, duty.intake.call(daemon, mail, duty.ctx)).await,
            };
            duty.intake.finish(slot, outcome);
        }
    });
    WatchedLoop::new(generation, serving).await;
    Ended(())
}
