//! A daemon that is one loop of its own.

use super::{Ended, run_returned};
use crate::daemon::{Daemon, RunExclusive};
use crate::mailbox::{Exclusively, Sender};
use crate::supervise::activity::Doing;
use crate::supervise::intake::Duty;
use crate::supervise::watch::Watched;

/// Serves a daemon whose `#[run]` takes `&mut self`: nothing else of it runs meanwhile.
pub async fn serve_run<D, H>(daemon: &mut D, duty: Duty<'_, D>) -> Ended
where
    D: Daemon<Handlers = H> + RunExclusive<H>,
{
    let generation = duty.ctx.generation_ref();
    let run = generation.run_of(Doing::Run, daemon.run(duty.ctx));
    let run = Watched::new(generation, Doing::Run, Sender::OUTSIDE, run);
    let outcome = Exclusively::new(generation.unit.key, run).await;
    run_returned(generation, outcome);
    Ended(())
}
