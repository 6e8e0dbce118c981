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
            // Most is at hand: nothing to wait for.
            if !duty.intake.at_hand() && !matches!(duty.intake.next().await, Next::Begin) {
                break;
            }
            let slot = duty.intake.mail().slot();
            let doing = Doing::Handler(slot);
            let outcome = if let Mail::Written(letter) = duty.intake.mail() {
                generation.run_of(doing, daemon.handle(letter, duty.ctx)).await
            } else {
                generation.run_of(doing, duty.intake.call(daemon, duty.ctx)).await
            };
            duty.intake.finish(slot, outcome);
        }
    });
    WatchedLoop::new(generation, serving).await;
    Ended(())
}
