//! What a scenario needs of a version.

use before_after::clients::Gateway;
use before_after::events::{BatchCompleted, Message, User, UserId};
use before_after::store::Store;

/// One of the services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Data,
    User,
    Training,
    RoomMembership,
}

/// What the rest of the chat system publishes.
#[derive(Clone, Debug)]
pub(crate) enum News {
    Created(User),
    Updated(User),
    Deleted(UserId),
    Said(Message),
}

/// The four services in one version.
pub(crate) trait World {
    /// With nothing started.
    async fn new(store: Store, gateway: Gateway) -> Self;

    /// Starts a service, without waiting until it runs.
    async fn start(&mut self, service: Service);

    /// Stops a service, and those that cannot do without it.
    async fn stop(&mut self, service: Service);

    /// Gives the news to whoever is subscribed.
    async fn publish(&self, news: News);

    /// The batches that were completed since this was asked last.
    fn batches(&mut self) -> Vec<BatchCompleted>;

    /// Stops everything, and makes sure that by its own count nothing is left.
    async fn end(self);
}
