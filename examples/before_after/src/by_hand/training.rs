//! Training: collects what is to be learned from.

use std::sync::Arc;

use tokio::sync::watch;

use super::bus::{Bus, Event, Subscription};
use super::service::{self, Running, Stop};
use crate::events::{BatchCompleted, Message, MessageCreated};
use crate::store::Store;
use crate::{BATCH, Result};

const NAME: &str = "training";

/// Keeps messages of training rooms as examples, and tells when a batch of them is complete.
pub struct TrainingService {
    bus: Arc<Bus>,
    store: Store,
}

impl TrainingService {
    /// Starts the service. It begins when the data service is ready.
    pub fn start(bus: &Arc<Bus>, store: Store, data_ready: watch::Receiver<bool>) -> Running {
        let service = Self { bus: Arc::clone(bus), store };
        Running::spawn(NAME, |stop| service.run(data_ready, stop))
    }

    async fn run(self, mut data_ready: watch::Receiver<bool>, mut stop: Stop) {
        if service::ready_before(&mut stop, &mut data_ready).await {
            let mut events = self.bus.subscribe(NAME, |event| matches!(event, Event::MessageCreated(_)));
            service::serve(NAME, stop.clone(), self.serve(&mut events, stop)).await;
            service::release(NAME, events);
        }
    }

    async fn serve(&self, events: &mut Subscription, mut stop: Stop) {
        loop {
            tokio::select! {
                biased;
                () = stop.requested() => break,
                Some(event) = events.next() => self.handle(&event).await,
            }
        }
        events.close();
        while let Some(event) = events.next().await {
            self.handle(&event).await;
        }
    }

    async fn handle(&self, event: &Event) {
        if let Event::MessageCreated(MessageCreated(message)) = event {
            service::log(NAME, "message_created", self.message_created(message).await);
        }
    }

    async fn message_created(&self, message: &Message) -> Result {
        if self.store.is_training_room(message.room).await? {
            let examples = self.store.add_example(message.clone()).await?;
            if examples.is_multiple_of(BATCH) {
                let completed = BatchCompleted { room: message.room, batch: examples / BATCH };
                self.bus.publish(Event::BatchCompleted(completed)).await?;
            }
        }
        Ok(())
    }
}
