//! The version by hand.

use std::sync::Arc;

use before_after::by_hand::{Event, Name, Services, Subscription};
use before_after::clients::Gateway;
use before_after::events::{BatchCompleted, MessageCreated, UserCreated, UserDeleted, UserUpdated};
use before_after::store::Store;
use daemon_core::testing;

use crate::stage::{Stage, persona};
use crate::world::{News, Service, World};

pub(crate) struct ByHand {
    services: Services,
    batches: Subscription,
}

impl World for ByHand {
    async fn new(store: Store, gateway: Gateway) -> Self {
        let services = Services::new(store, gateway);
        let batches = services.bus().subscribe("the test", |event| matches!(event, Event::BatchCompleted(_)));
        Self { services, batches }
    }

    async fn start(&mut self, service: Service) {
        self.services.start(name(service));
    }

    async fn stop(&mut self, service: Service) {
        self.services.stop(name(service)).await;
    }

    async fn publish(&self, news: News) {
        let event = match news {
            News::Created(user) => Event::UserCreated(UserCreated(user)),
            News::Updated(user) => Event::UserUpdated(UserUpdated(user)),
            News::Deleted(id) => Event::UserDeleted(UserDeleted(id)),
            News::Said(message) => Event::MessageCreated(MessageCreated(message)),
        };
        self.services.bus().publish(event).await.unwrap();
    }

    fn batches(&mut self) -> Vec<BatchCompleted> {
        let events = std::iter::from_fn(|| self.batches.try_next());
        let batch = |event: Arc<Event>| match &*event {
            Event::BatchCompleted(batch) => batch.clone(),
            other => panic!("not subscribed to {other:?}"),
        };
        events.map(batch).collect()
    }

    async fn end(mut self) {
        self.services.stop_all().await;
        let bus = Arc::clone(self.services.bus());
        drop(self);
        assert_eq!(bus.subscriptions(), 0);
        assert_eq!(Arc::strong_count(&bus), 1, "nobody keeps the bus");
    }
}

fn name(service: Service) -> Name {
    match service {
        Service::Data => Name::Data,
        Service::User => Name::User,
        Service::Training => Name::Training,
        Service::RoomMembership => Name::RoomMembership,
    }
}

/// Clean-up first, while it is subscribed; the guards last, when it no longer is.
#[test]
fn the_subscription_ends_between_cleanup_and_guards() {
    testing::run(async {
        let mut stage = Stage::<ByHand>::new().await;
        stage.store.put_user(persona(1, "ada")).await.unwrap();
        stage.start_all().await;
        let bus = Arc::downgrade(stage.world.services.bus());
        stage.gateway.observe(move |what| format!("{what}, {} subscribed", bus.upgrade().unwrap().subscriptions()));
        stage.world.stop(Service::User).await;
        // The others that are subscribed: training, room membership and the test.
        let history = ["closed 1, 4 subscribed", "left typing, 3 subscribed", "left presence, 3 subscribed"];
        assert_eq!(stage.gateway.history(), history);
        stage.end().await;
    });
}
