//! The chat network, as personas see it: clients, and channels to be seen in.
//!
//! It stands in for a network, in memory, with the whims of one: it can be slow, refuse, lose a client and panic.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::events::{User, UserId};

/// The network did not do what it was asked to.
#[derive(Debug)]
pub struct Refused(UserId);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the network refused user {}", self.0)
    }
}

impl Error for Refused {}

/// The way into the network. Cheap to clone.
#[derive(Clone, Default)]
pub struct Gateway(Arc<Mutex<Network>>);

/// What a test may want to know when it happens, in its own words.
type Observer = Arc<dyn Fn(&str) -> String + Send + Sync>;

#[derive(Default)]
struct Network {
    online: BTreeMap<UserId, String>,
    channels: Vec<&'static str>,
    history: Vec<String>,
    attempts: Vec<Instant>,
    connecting: usize,
    most_connecting: usize,
    latency: Duration,
    refused: BTreeSet<UserId>,
    panics_at: BTreeSet<UserId>,
    panics_leaving: BTreeSet<&'static str>,
    observer: Option<Observer>,
}

/// One more is connecting, until this is dropped.
struct Connecting<'a>(&'a Gateway);

impl Drop for Connecting<'_> {
    fn drop(&mut self) {
        self.0.network().connecting -= 1;
    }
}

impl Gateway {
    fn network(&self) -> MutexGuard<'_, Network> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, what: &str) {
        let observer = self.network().observer.clone();
        let note = observer.map_or_else(|| what.to_owned(), |observer| observer(what));
        self.network().history.push(note);
    }

    /// Connects a client for `user`. It takes as long as the network does.
    ///
    /// # Panics
    ///
    /// If it was told to.
    pub async fn connect(&self, user: &User) -> Result<Client, Refused> {
        let connecting = self.begin();
        let latency = self.network().latency;
        if !latency.is_zero() {
            sleep(latency).await;
        }
        assert!(!self.network().panics_at.contains(&user.id), "the network speaks nonsense");
        self.answer(user.id)?;
        drop(connecting);
        self.network().online.insert(user.id, user.name.clone());
        Ok(Client { user: user.id, gateway: self.clone() })
    }

    fn begin(&self) -> Connecting<'_> {
        let mut network = self.network();
        network.attempts.push(Instant::now());
        network.connecting += 1;
        network.most_connecting = network.most_connecting.max(network.connecting);
        Connecting(self)
    }

    fn answer(&self, user: UserId) -> Result<(), Refused> {
        if self.network().refused.contains(&user) { Err(Refused(user)) } else { Ok(()) }
    }

    /// Shows up in a channel, until the returned value is dropped.
    #[must_use = "it leaves when it is dropped"]
    pub fn join(&self, channel: &'static str) -> Membership {
        self.network().channels.push(channel);
        Membership { channel, gateway: self.clone() }
    }

    /// The names of those who are online.
    pub fn online(&self) -> Vec<String> {
        self.network().online.values().cloned().collect()
    }

    /// How many memberships of channels there are.
    pub fn memberships(&self) -> usize {
        self.network().channels.len()
    }

    /// What was closed and left so far, in order.
    pub fn history(&self) -> Vec<String> {
        self.network().history.clone()
    }

    /// When connecting was begun.
    pub fn attempts(&self) -> Vec<Instant> {
        self.network().attempts.clone()
    }

    /// How many were connecting at the same time, at most.
    pub fn most_connecting(&self) -> usize {
        self.network().most_connecting
    }

    /// Connecting takes this long from now on.
    pub fn set_latency(&self, latency: Duration) {
        self.network().latency = latency;
    }

    /// From now on nothing works for `user`.
    pub fn refuse(&self, user: UserId) {
        self.network().refused.insert(user);
    }

    /// Everything works again.
    pub fn accept_all(&self) {
        self.network().refused.clear();
    }

    /// Loses the connection of `user`.
    pub fn lose(&self, user: UserId) {
        self.network().online.remove(&user);
    }

    /// Connecting `user` panics from now on.
    pub fn panic_at(&self, user: UserId) {
        self.network().panics_at.insert(user);
    }

    /// Leaving `channel` panics from now on.
    pub fn panic_leaving(&self, channel: &'static str) {
        self.network().panics_leaving.insert(channel);
    }

    /// What goes into the history is what `observer` makes of it.
    pub fn observe(&self, observer: impl Fn(&str) -> String + Send + Sync + 'static) {
        self.network().observer = Some(Arc::new(observer));
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("online", &self.online()).finish_non_exhaustive()
    }
}

/// One persona's connection. Close it: one that is only dropped stays online until the network notices.
#[derive(Debug)]
pub struct Client {
    user: UserId,
    gateway: Gateway,
}

impl Client {
    /// The name that others see; none if the connection is lost.
    pub fn name(&self) -> Option<String> {
        self.gateway.network().online.get(&self.user).cloned()
    }

    /// Shows another name.
    pub fn rename(&self, name: &str) -> Result<(), Refused> {
        self.gateway.answer(self.user)?;
        self.gateway.network().online.insert(self.user, name.to_owned());
        Ok(())
    }

    /// Says goodbye.
    ///
    /// # Errors
    ///
    /// If the network does not answer. The connection is gone anyhow.
    pub async fn close(self) -> Result<(), Refused> {
        tokio::task::yield_now().await;
        self.gateway.note(&format!("closed {}", self.user));
        self.gateway.network().online.remove(&self.user);
        self.gateway.answer(self.user)
    }
}

/// Being in a channel. Dropping it leaves.
#[derive(Debug)]
pub struct Membership {
    channel: &'static str,
    gateway: Gateway,
}

impl Drop for Membership {
    fn drop(&mut self) {
        let channel = self.channel;
        {
            let mut network = self.gateway.network();
            if let Some(place) = network.channels.iter().position(|&joined| joined == channel) {
                network.channels.swap_remove(place);
            }
        }
        self.gateway.note(&format!("left {channel}"));
        let panics = self.gateway.network().panics_leaving.contains(channel);
        assert!(!panics, "no longer in {channel}");
    }
}
