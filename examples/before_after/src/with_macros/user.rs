//! User: a client for every persona.

use std::collections::BTreeMap;

use daemon_core::prelude::*;

use crate::CHANNELS;
use crate::clients::{Client, Gateway};
use crate::events::{User, UserCreated, UserDeleted, UserId, UserUpdated};
use crate::store::Store;
use crate::with_macros::DataDaemon;

/// Keeps one client for each persona user.
#[daemon(restart = "never")]
pub struct UserDaemon {
    #[resource]
    store: Store,
    #[resource]
    gateway: Gateway,
    clients: BTreeMap<UserId, Client>,
}

#[daemon]
impl UserDaemon {
    #[init]
    fn show_up(&mut self, ctx: &Context) {
        for channel in CHANNELS {
            ctx.track(self.gateway.join(channel));
        }
    }

    #[subscribe]
    async fn user_created(&mut self, UserCreated(user): &UserCreated) -> Result {
        self.follow(user).await
    }

    #[subscribe]
    async fn user_updated(&mut self, UserUpdated(user): &UserUpdated) -> Result {
        self.follow(user).await
    }

    #[subscribe]
    async fn user_deleted(&mut self, &UserDeleted(id): &UserDeleted) -> Result {
        self.disconnect(id).await
    }

    #[on_ready(DataDaemon)]
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

    #[interval("5s")]
    async fn check_users(&mut self) -> Result {
        self.clients.retain(|_, client| client.name().is_some());
        self.ensure_clients().await
    }

    #[interval("30s")]
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

    #[cleanup]
    async fn close_clients(&mut self) {
        while let Some((user, client)) = self.clients.pop_first() {
            if let Err(error) = client.close().await {
                tracing::error!(user, %error, "a client did not close");
            }
        }
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
