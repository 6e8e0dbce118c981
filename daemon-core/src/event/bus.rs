//! From an event's type, and from its topic, to its subscribers.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use daemon_grammar::name;
use slab::Slab;

use super::recent::{Version, Versions, recall, remember};
use super::topic::{Key, Left, Subscriber, Subscribers, Topic};
use super::{EventType, Kind, TopicClash};
use crate::mailbox::Waits;

/// All topics of one system.
#[derive(Default)]
pub(crate) struct Bus {
    /// One lock for all topics and their subscribers, which seldom change.
    tables: RwLock<Tables>,
    /// Changes with them, under the lock.
    versions: Versions,
    waits: Arc<Waits>,
}

#[derive(Default)]
struct Tables {
    topics: HashMap<TypeId, Topic, BuildHasherDefault<AlreadyHashed>>,
    patterns: Slab<Pattern>,
    /// The first type of each topic.
    names: HashMap<&'static str, EventType>,
    /// For each type that came later to another's topic.
    clashes: HashMap<TypeId, Clash>,
}

/// A clash, and whether somebody has logged it.
struct Clash(TopicClash, AtomicBool);

/// A subscription by pattern: to every topic that matches, also to those that are yet to come.
struct Pattern {
    topics: &'static str,
    subscriber: Arc<dyn Subscriber>,
    joined: Vec<(TypeId, Key)>,
}

impl Bus {
    /// A bus on which the topics of `events` are theirs.
    pub(crate) fn knowing(events: impl Iterator<Item = EventType>) -> Self {
        let names = events.map(|event| (event.topic, event)).collect();
        Self { tables: RwLock::new(Tables { names, ..Tables::default() }), ..Self::default() }
    }

    /// The waits that publishing leads to.
    pub(crate) fn waits(&self) -> &Arc<Waits> {
        &self.waits
    }

    fn read(&self) -> RwLockReadGuard<'_, Tables> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Tables> {
        let tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        self.versions.change();
        tables
    }

    /// Runs `show` with those who are subscribed to `event` now.
    #[inline]
    pub(super) fn show(&self, event: Kind, mut show: impl FnMut(&Subscribers)) {
        if !recall(event.id, self.versions.current(), &mut show) {
            self.look_up(event.event_type()).iter().for_each(|subscribers| show(subscribers));
        }
    }

    /// Those who are subscribed to `event`, remembered from now on. None if nobody ever was.
    #[cold]
    fn look_up(&self, event: EventType) -> Option<Arc<Subscribers>> {
        let (version, subscribers) = self.current(event)?;
        remember(event.id, version, Arc::clone(&subscribers));
        // Subscriptions by attribute are checked before the start. Others, and types that only patterns match, are not
        // known before they are used.
        if let Some(clash) = self.unlogged_clash(event) {
            tracing::error!("{clash}");
        }
        Some(subscribers)
    }

    /// Those who are subscribed to `event`, if anybody is. For what is published seldom: this thread does not remember them.
    pub(super) fn subscribers(&self, event: EventType) -> Option<Arc<Subscribers>> {
        self.current(event).map(|(_, subscribers)| subscribers).filter(|subscribers| !subscribers.is_empty())
    }

    fn unlogged_clash(&self, event: EventType) -> Option<TopicClash> {
        let tables = self.read();
        let Clash(clash, logged) = tables.clashes.get(&event.id)?;
        (!logged.swap(true, Ordering::Relaxed)).then_some(*clash)
    }

    /// Those who are subscribed to `event`, with the version in which they are.
    fn current(&self, event: EventType) -> Option<(Version, Arc<Subscribers>)> {
        let tables = self.read();
        if let Some(topic) = tables.topics.get(&event.id) {
            return Some((self.versions.current(), topic.subscribers()));
        }
        if tables.patterns.is_empty() {
            return None;
        }
        drop(tables);
        let mut tables = self.write();
        let subscribers = tables.topic(event).subscribers();
        Some((self.versions.current(), subscribers))
    }

    /// Subscribes to the events of this type; the key ends that.
    pub(super) fn subscribe(&self, event: EventType, subscriber: Arc<dyn Subscriber>) -> Key {
        self.write().topic(event).subscribe(subscriber)
    }

    pub(super) fn unsubscribe(&self, event: EventType, key: Key) {
        let gone = self.write().leave(event.id, key);
        drop(gone);
    }

    /// Has `subscriber` take the place of the one that `key` is of. What is being published is shown to the one or to the other.
    #[cfg(feature = "config")]
    pub(super) fn replace(&self, event: EventType, key: Key, subscriber: Arc<dyn Subscriber>) {
        let before = self.write().topic(event).replace(key, subscriber);
        drop(before);
    }

    /// The same for all topics that the pattern of this key matches.
    #[cfg(feature = "config")]
    pub(super) fn replace_pattern(&self, key: usize, subscriber: &Arc<dyn Subscriber>) {
        let mut tables = self.write();
        let Tables { topics, patterns, .. } = &mut *tables;
        let Some(pattern) = patterns.get_mut(key) else { return };
        let before = std::mem::replace(&mut pattern.subscriber, Arc::clone(subscriber));
        let joined = pattern.joined.iter();
        let replaced = joined.map(|(event, key)| Some(topics.get_mut(event)?.replace(*key, Arc::clone(subscriber))));
        let left: Vec<_> = replaced.collect();
        drop(tables);
        drop((before, left));
    }

    /// Subscribes to all topics that match `pattern`; the key ends that.
    pub(super) fn subscribe_pattern(&self, pattern: &'static str, subscriber: Arc<dyn Subscriber>) -> usize {
        let mut tables = self.write();
        let Tables { topics, patterns, .. } = &mut *tables;
        let mut pattern = Pattern { topics: pattern, subscriber, joined: Vec::new() };
        for (&event, topic) in topics {
            pattern.join(event, topic);
        }
        patterns.insert(pattern)
    }

    pub(super) fn unsubscribe_pattern(&self, key: usize) {
        let mut tables = self.write();
        let gone = tables.patterns.try_remove(key);
        let joined = gone.iter().flat_map(|pattern| &pattern.joined);
        let left: Vec<_> = joined.map(|&(event, key)| tables.leave(event, key)).collect();
        drop(tables);
        drop((gone, left));
    }
}

impl Tables {
    /// The topic of `event`, made if there is none yet.
    fn topic(&mut self, event: EventType) -> &mut Topic {
        let Self { topics, patterns, names, clashes } = self;
        topics.entry(event.id).or_insert_with(|| {
            let first = *names.entry(event.topic).or_insert(event);
            if first != event {
                let clash = TopicClash { topic: event.topic, types: [first.type_name, event.type_name] };
                clashes.insert(event.id, Clash(clash, AtomicBool::new(false)));
            }
            let mut topic = Topic::new(event.topic);
            for (_, pattern) in patterns {
                pattern.join(event.id, &mut topic);
            }
            topic
        })
    }

    /// Ends a subscription; what is left of it is to be dropped when nothing is locked.
    fn leave(&mut self, event: TypeId, key: Key) -> Option<Left> {
        self.topics.get_mut(&event).map(|topic| topic.leave(key))
    }
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.read().topics.values().map(Topic::name)).finish()
    }
}

impl Pattern {
    fn join(&mut self, event: TypeId, topic: &mut Topic) {
        if name::matches(self.topics, topic.name()) {
            self.joined.push((event, topic.subscribe(Arc::clone(&self.subscriber))));
        }
    }
}

/// A number of `event`, mostly unlike that of another type.
pub(super) fn place(event: TypeId) -> usize {
    usize::try_from(BuildHasherDefault::<AlreadyHashed>::default().hash_one(event)).unwrap_or_default()
}

/// A `TypeId` is a hash already.
#[derive(Default)]
struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
