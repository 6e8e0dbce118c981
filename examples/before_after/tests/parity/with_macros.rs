//! The version with the macros.

use before_after::clients::Gateway;
use before_after::events::{BatchCompleted, MessageCreated, UserCreated, UserDeleted, UserUpdated};
use before_after::store::Store;
use before_after::with_macros::app;
use daemon_core::Status;
use daemon_core::testing::{self, Probe, RunningApp, TestApp, assert_no_leaks};

use crate::stage::{Stage, persona};
use crate::world::{News, Service, World};

pub(crate) struct WithMacros {
    app: RunningApp,
    batches: Probe<BatchCompleted>,
}

impl World for WithMacros {
    async fn new(store: Store, gateway: Gateway) -> Self {
        let nobody: [&str; 0] = [];
        let app = TestApp::of(app(store, gateway).only(nobody)).start().await;
        let batches = app.probe();
        Self { app, batches }
    }

    async fn start(&mut self, service: Service) {
        self.app.start(name(service)).await.unwrap();
    }

    async fn stop(&mut self, service: Service) {
        self.app.stop(name(service)).await.unwrap();
        self.app.wait_for(name(service), Status::Stopped).await.unwrap();
    }

    async fn publish(&self, news: News) {
        let published = match news {
            News::Created(user) => self.app.publish(UserCreated(user)).await,
            News::Updated(user) => self.app.publish(UserUpdated(user)).await,
            News::Deleted(id) => self.app.publish(UserDeleted(id)).await,
            News::Said(message) => self.app.publish(MessageCreated(message)).await,
        };
        published.unwrap();
    }

    fn batches(&mut self) -> Vec<BatchCompleted> {
        self.batches.drain().iter().map(|batch| (**batch).clone()).collect()
    }

    async fn end(self) {
        self.app.shutdown().await;
        assert_no_leaks(&self.app);
    }
}

fn name(service: Service) -> &'static str {
    match service {
        Service::Data => "data",
        Service::User => "user",
        Service::Training => "training",
        Service::RoomMembership => "room-membership",
    }
}

/// The report counts what was taken away, in the order in which it was.
#[test]
fn the_report_says_what_was_cleaned_up() {
    testing::run(async {
        let mut stage = Stage::<WithMacros>::new().await;
        stage.store.put_user(persona(1, "ada")).await.unwrap();
        stage.start_all().await;
        let live = |name| stage.world.app.status(name).unwrap().subscriptions;
        assert_eq!((live("user"), live("room-membership")), (3, 1));
        let report = stage.world.app.shutdown().await;
        assert!(report.is_clean(), "{report}");
        let text = report.to_string();
        assert!(text.contains("3 subscriptions, 2 timers, 2 guards"), "{text}");
        assert!(text.contains("1 subscription, 1 timer"), "{text}");
        stage.end().await;
    });
}

#[test]
fn nothing_is_wrong_with_the_program() {
    let plan = app(Store::at("chat.db"), Gateway::default()).check().unwrap();
    assert_eq!(plan.waves(), [vec!["data", "user"], vec!["room-membership", "training"]]);
}
