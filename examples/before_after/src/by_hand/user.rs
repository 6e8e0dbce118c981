//! User: a client for every persona.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Interval;

use super::bus::{Bus, Event, Subscription};
use super::service::{self, Running, Stop};
use crate::clients::{Client, Gateway};
use crate::events::{User, UserCreated, UserDeleted, UserId, UserUpdated};
use crate::store::Store;
use crate::{CHANNELS, Result};

const NAME: &str = "user";
const CHECK: Duration = Duration::from_secs(5);
const RECONCILE: Duration = Duration::from_secs(30);

/// Keeps one client for each persona user.
pub struct UserService {
    store: Store,
    gateway: Gateway,
    clients: BTreeMap<UserId, Client>,
}

/// What makes its handlers run.
struct Sources {
    events: Subscription,
    data_ready: watch::Receiver<bool>,
    checks: Interval,
    reconciliations: Interval,
}

impl UserService {
    /// Subscribes, and starts the service.
    pub fn start(bus: &Arc<Bus>, store: Store, gateway: Gateway, mut data_ready: watch::Receiver<bool>) -> Running {
        let events = bus.subscribe(NAME, |event| {
            matches!(event, Event::UserCreated(_) | Event::UserUpdated(_) | Event::UserDeleted(_))
        });
        // What it is now counts too: the data service may have been ready for long.
        data_ready.mark_changed();
        let (checks, reconciliations) = (service::every(CHECK), service::every(RECONCILE));
        let sources = Sources { events, data_ready, checks, reconciliations };
        let service = Self { store, gateway, clients: BTreeMap::new() };
        Running::spawn(NAME, |stop| service.run(sources, stop))
    }

    async fn run(mut self, mut sources: Sources, stop: Stop) {
        let channels = CHANNELS.map(|channel| self.gateway.join(channel));
        service::serve(NAME, stop.clone(), self.serve(&mut sources, stop)).await;
        service::clean_up(NAME, self.close_clients()).await;
        let Sources { events, checks, reconciliations, .. } = sources;
        service::release(NAME, events);
        service::release(NAME, (checks, reconciliations));
        for channel in channels.into_iter().rev() {
            service::release(NAME, channel);
        }
    }

    async fn serve(&mut self, sources: &mut Sources, mut stop: Stop) {
        let Sources { events, data_ready, checks, reconciliations } = sources;
        loop {
            tokio::select! {
                biased;
                () = stop.requested() => break,
                Ok(()) = data_ready.changed() => {
                    if *data_ready.borrow_and_update() {
                        service::log(NAME, "ensure_clients", self.ensure_clients().await);
                    }
                }
                _ = checks.tick() => service::log(NAME, "check_users", self.check_users().await),
                _ = reconciliations.tick() => service::log(NAME, "reconcile", self.reconcile().await),
                Some(event) = events.next() => self.handle(&event).await,
            }
        }
        events.close();
        while let Some(event) = events.next().await {
            self.handle(&event).await;
        }
    }

    async fn handle(&mut self, event: &Event) {
        match event {
            Event::UserCreated(UserCreated(user)) => service::log(NAME, "user_created", self.follow(user).await),
            Event::UserUpdated(UserUpdated(user)) => service::log(NAME, "user_updated", self.follow(user).await),
            Event::UserDeleted(UserDeleted(id)) => service::log(NAME, "user_deleted", self.disconnect(*id).await),
            Event::MessageCreated(_) | Event::BatchCompleted(_) => {}
        }
    }

    async fn ensure_clients(&mut self) -> Result {
        for user in self.store.personas().await? {
            if !self.clients.contains_key(&user.id)
                && let Err(error) = self.connect(&user).await
            {
                tracing::error!(user = user.id, error, "a persona is without a client");
            }
        }
        Ok(())
    }

    async fn check_users(&mut self) -> Result {
        self.clients.retain(|_, client| client.name().is_some());
        self.ensure_clients().await
    }

    async fn reconcile(&mut self) -> Result {
        let personas = self.store.personas().await?;
        let is_persona = |id: &UserId| personas.iter().any(|user| user.id == *id);
        let gone: Vec<UserId> = self.clients.keys().copied().filter(|id| !is_persona(id)).collect();
        for id in gone {
            self.disconnect(id).await?;
        }
        for user in &personas {
            self.follow(user).await?;
        }
        Ok(self.store.set_online(self.clients.keys().copied().collect()).await?)
    }

    async fn close_clients(&mut self) -> Result {
        while let Some((user, client)) = self.clients.pop_first() {
            if let Err(error) = client.close().await {
                tracing::error!(user, %error, "a client did not close");
            }
        }
        Ok(())
    }

    /// Makes the client of `user` what it should be.
    async fn follow(&mut self, user: &User) -> Result {
        match self.clients.get(&user.id) {
            Some(client) if user.persona => Ok(client.rename(&user.name)?),
            None if user.persona => self.connect(user).await,
            _ => self.disconnect(user.id).await,
        }
    }

    async fn connect(&mut self, user: &User) -> Result {
        self.clients.insert(user.id, self.gateway.connect(user).await?);
        Ok(())
    }

    async fn disconnect(&mut self, user: UserId) -> Result {
        match self.clients.remove(&user) {
            Some(client) => Ok(client.close().await?),
            None => Ok(()),
        }
    }
}
