//! Room membership: everybody is where everybody is.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::bus::{Bus, Event, Subscription};
use super::service::{self, Running, Stop};
use crate::Result;
use crate::events::{User, UserCreated};
use crate::store::Store;

const NAME: &str = "room-membership";
const CATCH_UP: Duration = Duration::from_secs(2);

/// Adds new users to the rooms that everybody is in, and a little after its start those who have missed it.
pub struct RoomMembershipService {
    bus: Arc<Bus>,
    store: Store,
}

impl RoomMembershipService {
    /// Starts the service. It begins when the data service is ready.
    pub fn start(bus: &Arc<Bus>, store: Store, data_ready: watch::Receiver<bool>) -> Running {
        let service = Self { bus: Arc::clone(bus), store };
        Running::spawn(NAME, |stop| service.run(data_ready, stop))
    }

    async fn run(self, mut data_ready: watch::Receiver<bool>, mut stop: Stop) {
        if service::ready_before(&mut stop, &mut data_ready).await {
            let mut events = self.bus.subscribe(NAME, |event| matches!(event, Event::UserCreated(_)));
            service::serve(NAME, stop.clone(), self.serve(&mut events, stop)).await;
            service::release(NAME, events);
        }
    }

    async fn serve(&self, events: &mut Subscription, mut stop: Stop) {
        let mut catch_up = pin!(sleep(CATCH_UP));
        let mut caught_up = false;
        loop {
            tokio::select! {
                biased;
                () = stop.requested() => break,
                () = &mut catch_up, if !caught_up => {
                    caught_up = true;
                    service::log(NAME, "catch_up", self.catch_up().await);
                }
                Some(event) = events.next() => self.handle(&event).await,
            }
        }
        events.close();
        while let Some(event) = events.next().await {
            self.handle(&event).await;
        }
    }

    async fn handle(&self, event: &Event) {
        if let Event::UserCreated(UserCreated(user)) = event {
            service::log(NAME, "user_created", self.user_created(user).await);
        }
    }

    async fn user_created(&self, user: &User) -> Result {
        for room in self.store.rooms_of_everybody().await? {
            self.store.add_member(room, user.id).await?;
        }
        Ok(())
    }

    async fn catch_up(&self) -> Result {
        for (room, user) in self.store.missing_members().await? {
            self.store.add_member(room, user).await?;
        }
        Ok(())
    }
}
