//! Training: collects what is to be learned from.

use daemon_core::prelude::*;

use crate::BATCH;
use crate::events::{BatchCompleted, MessageCreated};
use crate::store::Store;
use crate::with_macros::DataDaemon;

/// Keeps messages of training rooms as examples, and tells when a batch of them is complete.
#[daemon(depends_on(DataDaemon))]
pub struct TrainingDaemon {
    #[resource]
    store: Store,
}

#[daemon]
impl TrainingDaemon {
    #[subscribe]
    async fn message_created(&mut self, MessageCreated(message): &MessageCreated, ctx: &Context) -> Result {
        if self.store.is_training_room(message.room).await? {
            let examples = self.store.add_example(message.clone()).await?;
            if examples.is_multiple_of(BATCH) {
                ctx.publish(BatchCompleted { room: message.room, batch: examples / BATCH }).await?;
            }
        }
        Ok(())
    }
}
