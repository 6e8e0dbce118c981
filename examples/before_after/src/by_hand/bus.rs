//! Events, from those who publish to those who are subscribed.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;

use crate::events::{BatchCompleted, MessageCreated, UserCreated, UserDeleted, UserUpdated};

/// How many events may wait for a subscriber.
const CAPACITY: usize = 1024;

/// How long a publisher waits for a subscriber that has no room.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whatever is published. One type, so that a subscriber has one queue, and sees everything in the order published: a
/// channel for each kind would let a user be deleted before being created.
#[derive(Debug)]
pub enum Event {
    /// See [`UserCreated`].
    UserCreated(UserCreated),
    /// See [`UserUpdated`].
    UserUpdated(UserUpdated),
    /// See [`UserDeleted`].
    UserDeleted(UserDeleted),
    /// See [`MessageCreated`].
    MessageCreated(MessageCreated),
    /// See [`BatchCompleted`].
    BatchCompleted(BatchCompleted),
}

/// These services did not take an event in time.
#[derive(Debug)]
pub struct Undelivered(Vec<&'static str>);

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not taken by {}", self.0.join(", "))
    }
}

impl Error for Undelivered {}

/// Knows who is subscribed to what.
#[derive(Default)]
pub struct Bus {
    subscribers: Mutex<Subscribers>,
}

#[derive(Default)]
struct Subscribers {
    next: u64,
    list: Vec<Subscriber>,
}

#[derive(Clone)]
struct Subscriber {
    key: u64,
    name: &'static str,
    wants: fn(&Event) -> bool,
    queue: mpsc::Sender<Arc<Event>>,
}

impl Bus {
    fn subscribers(&self) -> MutexGuard<'_, Subscribers> {
        self.subscribers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Subscribes `name` to the events that it wants.
    pub fn subscribe(self: &Arc<Self>, name: &'static str, wants: fn(&Event) -> bool) -> Subscription {
        let (queue, events) = mpsc::channel(CAPACITY);
        let mut subscribers = self.subscribers();
        let key = subscribers.next;
        subscribers.next += 1;
        subscribers.list.push(Subscriber { key, name, wants, queue });
        Subscription { key, events, bus: Arc::clone(self) }
    }

    /// How many subscriptions there are.
    pub fn subscriptions(&self) -> usize {
        self.subscribers().list.len()
    }

    /// Gives `event` to everybody who wants it, and waits for those who have no room.
    pub async fn publish(&self, event: Event) -> Result<(), Undelivered> {
        let wanting = |subscriber: &&Subscriber| (subscriber.wants)(&event);
        let wanting: Vec<Subscriber> = self.subscribers().list.iter().filter(wanting).cloned().collect();
        let event = Arc::new(event);
        let sent = wanting.iter().map(async |subscriber| {
            match subscriber.queue.send_timeout(Arc::clone(&event), PATIENCE).await {
                Err(SendTimeoutError::Timeout(_)) => Some(subscriber.name),
                // One that is closed is about to unsubscribe.
                Ok(()) | Err(SendTimeoutError::Closed(_)) => None,
            }
        });
        let missed: Vec<&str> = join_all(sent).await.into_iter().flatten().collect();
        if missed.is_empty() { Ok(()) } else { Err(Undelivered(missed)) }
    }
}

/// A subscriber's queue. Dropping it unsubscribes.
pub struct Subscription {
    key: u64,
    events: mpsc::Receiver<Arc<Event>>,
    bus: Arc<Bus>,
}

impl Subscription {
    /// The next event; none once it is closed and everything was taken.
    pub async fn next(&mut self) -> Option<Arc<Event>> {
        self.events.recv().await
    }

    /// The next event, if it is there.
    pub fn try_next(&mut self) -> Option<Arc<Event>> {
        self.events.try_recv().ok()
    }

    /// Takes no more events. What is queued stays.
    pub fn close(&mut self) {
        self.events.close();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.bus.subscribers().list.retain(|subscriber| subscriber.key != self.key);
    }
}
