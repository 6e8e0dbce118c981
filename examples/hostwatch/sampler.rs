//! Takes a sample every second.

use daemon_core::prelude::*;

use crate::alerts::Alerts;
use crate::console::Console;
use crate::machine::Machine;
use crate::recorder::Recorder;

/// Takes a sample every second, and tells everybody.
#[daemon(after(Alerts, Console, Recorder))]
pub(crate) struct Sampler {
    #[resource]
    machine: Machine,
}

#[daemon]
impl Sampler {
    #[interval("1s")]
    async fn sample(&mut self, ctx: &Context) -> Result {
        tracing::debug!("looking");
        let sampled = self.machine.sample().await?;
        ctx.publish(sampled).await?;
        Ok(())
    }
}
