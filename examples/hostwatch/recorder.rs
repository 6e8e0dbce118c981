//! Collects what is to be kept.

use std::mem;
use std::sync::Arc;

use daemon_core::prelude::*;

use crate::alerts::{AlertCleared, AlertRaised};
use crate::batch::Batch;
use crate::sample::Sampled;
use crate::store::Store;
use crate::threshold::Change;

/// Collects samples and alerts for the store: a disk is happier with one transaction in ten seconds than with ten.
#[daemon(depends_on(Store))]
pub(crate) struct Recorder {
    batch: Batch,
}

#[daemon]
impl Recorder {
    #[subscribe]
    fn sampled(&mut self, sampled: Arc<Sampled>) {
        self.batch.samples.push(sampled);
    }

    #[subscribe]
    fn raised(&mut self, AlertRaised(alert): AlertRaised) {
        self.batch.alerts.push((Change::Raised, alert));
    }

    #[subscribe]
    fn cleared(&mut self, AlertCleared(alert): AlertCleared) {
        self.batch.alerts.push((Change::Cleared, alert));
    }

    #[interval("10s")]
    async fn flush(&mut self, ctx: &Context) -> Result {
        let batch = mem::take(&mut self.batch);
        if !batch.is_empty() {
            ctx.publish(batch).await?;
        }
        Ok(())
    }

    /// The store is a dependency, so it is still there to take the rest.
    #[cleanup]
    async fn flush_the_rest(&mut self, ctx: &Context) -> Result {
        let samples = self.batch.samples.len();
        self.flush(ctx).await?;
        tracing::info!(samples, "handed the rest to the store");
        Ok(())
    }
}
