//! A daemon that is one loop of its own.

use super::{Ended, run_returned};
use crate::daemon::RunExclusive;
use crate::mailbox::Exclusively;
use crate::supervise::activity::Doing;
use crate::supervise::intake::Duty;

/// Serves a daemon whose `#[run]` takes `&mut self`: nothing else of it runs meanwhile.
pub async fn serve_run<D: RunExclusive>(daemon: &mut D, duty: Duty<'_, D>) -> Ended {
    let generation = duty.ctx.generation_ref();
    generation.activity.set(Doing::Run);
    let outcome = Exclusively::new(generation.unit.key, daemon.run(duty.ctx)).await;
    run_returned(generation, outcome);
    Ended(())
}
