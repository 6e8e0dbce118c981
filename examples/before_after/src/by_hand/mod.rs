//! By hand, in plain tokio.

mod bus;
mod data;
mod room_membership;
mod service;
mod training;
mod user;

use std::collections::HashMap;
use std::sync::Arc;

pub use bus::{Bus, Event, Subscription, Undelivered};
pub use data::DataService;
pub use room_membership::RoomMembershipService;
pub use service::{Running, Stop};
use tokio::sync::watch;
pub use training::TrainingService;
pub use user::UserService;

use crate::clients::Gateway;
use crate::store::Store;

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// [`DataService`].
    Data,
    /// [`UserService`].
    User,
    /// [`TrainingService`].
    Training,
    /// [`RoomMembershipService`].
    RoomMembership,
}

/// The four services, and what connects them.
pub struct Services {
    store: Store,
    gateway: Gateway,
    bus: Arc<Bus>,
    data_ready: watch::Sender<bool>,
    running: HashMap<Name, Running>,
}

impl Services {
    /// The four services, none of them started.
    pub fn new(store: Store, gateway: Gateway) -> Self {
        let (bus, data_ready) = (Arc::default(), watch::Sender::new(false));
        Self { store, gateway, bus, data_ready, running: HashMap::new() }
    }

    /// What services and others publish to.
    pub fn bus(&self) -> &Arc<Bus> {
        &self.bus
    }

    /// Starts one service, unless it is running. It waits for what it needs.
    pub fn start(&mut self, name: Name) {
        let (bus, store, ready) = (&self.bus, self.store.clone(), self.data_ready.subscribe());
        self.running.entry(name).or_insert_with(|| match name {
            Name::Data => DataService::start(store, self.data_ready.clone()),
            Name::User => UserService::start(bus, store, self.gateway.clone(), ready),
            Name::Training => TrainingService::start(bus, store, ready),
            Name::RoomMembership => RoomMembershipService::start(bus, store, ready),
        });
    }

    /// Starts all services.
    pub fn start_all(&mut self) {
        for name in [Name::Data, Name::User, Name::Training, Name::RoomMembership] {
            self.start(name);
        }
    }

    /// Stops one service, and first those that cannot do without it.
    pub async fn stop(&mut self, name: Name) {
        if name == Name::Data {
            tokio::join!(stop(self.running.remove(&Name::Training)), stop(self.running.remove(&Name::RoomMembership)));
        }
        stop(self.running.remove(&name)).await;
    }

    /// Stops all services, each before those it needs.
    pub async fn stop_all(&mut self) {
        let user = self.running.remove(&Name::User);
        tokio::join!(stop(user), self.stop(Name::Data));
    }
}

async fn stop(running: Option<Running>) {
    if let Some(running) = running {
        running.stop().await;
    }
}
