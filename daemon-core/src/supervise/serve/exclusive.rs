//! One handler at a time.

use super::Ended;
use crate::daemon::Daemon;
use crate::mailbox::{Exclusively, Mail};
use crate::supervise::intake::{Duty, Next};

/// Serves a daemon none of whose handlers is concurrent and that has no `#[run]`.
pub async fn serve_exclusive<D: Daemon>(daemon: &mut D, mut duty: Duty<'_, D>) -> Ended {
    let unit = duty.ctx.generation_ref().unit.key;
    Exclusively::new(unit, async {
        while let Next::Begin(slot, mail) = duty.next().await {
            let outcome = match mail {
                Mail::Written(mail) => daemon.handle(mail, duty.ctx).await,
                Mail::Given(mail) => duty.intake.call(daemon, *mail, duty.ctx).await,
            };
            duty.intake.finish(slot, outcome);
        }
    })
    .await;
    Ended(())
}
