//! From an event's type, and from its topic, to its subscribers.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use daemon_grammar::name;
use slab::Slab;

use super::topic::{AnyTopic, Subscriber, Topic};
use super::{AnyEvent, Event};
use crate::mailbox::Waits;

/// All topics of one system.
#[derive(Default)]
pub(crate) struct Bus {
    /// One lock for all topics and their subscribers: taking it to read is a third of what a publish costs, and
    /// subscriptions seldom change.
    tables: RwLock<Tables>,
    waits: Arc<Waits>,
}

#[derive(Default)]
struct Tables {
    topics: HashMap<TypeId, Box<dyn AnyTopic>, BuildHasherDefault<AlreadyHashed>>,
    patterns: Slab<Pattern>,
}

/// A subscription by pattern: to every topic that matches, also to those that are yet to come.
struct Pattern {
    topics: &'static str,
    subscriber: Arc<dyn Subscriber<AnyEvent>>,
    joined: Vec<(TypeId, usize)>,
}

impl Bus {
    /// The waits that publishing leads to.
    pub(crate) fn waits(&self) -> &Arc<Waits> {
        &self.waits
    }

    fn read(&self) -> RwLockReadGuard<'_, Tables> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Tables> {
        self.tables.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `visit` on the topic of `E`, if anybody may be subscribed to it. It must not subscribe.
    pub(super) fn visit<E: Event>(&self, visit: impl FnOnce(&Topic<E>)) {
        let tables = self.read();
        if let Some(topic) = tables.topics.get(&TypeId::of::<E>()) {
            return visit(typed(topic.as_ref()));
        }
        if tables.patterns.is_empty() {
            return;
        }
        drop(tables);
        self.write().topic::<E>();
        if let Some(topic) = self.read().topics.get(&TypeId::of::<E>()) {
            visit(typed(topic.as_ref()));
        }
    }

    /// Subscribes to the events of type `E`; the key ends that.
    pub(super) fn subscribe<E: Event>(&self, subscriber: Box<dyn Subscriber<Arc<E>>>) -> usize {
        let mut tables = self.write();
        let topic: &mut dyn Any = tables.topic::<E>();
        let topic: Option<&mut Topic<E>> = topic.downcast_mut();
        topic.unwrap_or_else(|| unreachable!("topics are keyed by their type")).subscribe(subscriber)
    }

    pub(super) fn unsubscribe<E: Event>(&self, key: usize) {
        let gone = self.write().leave(TypeId::of::<E>(), key);
        drop(gone);
    }

    /// Subscribes to all topics that match `pattern`; the key ends that.
    pub(super) fn subscribe_pattern(&self, pattern: &'static str, subscriber: Arc<dyn Subscriber<AnyEvent>>) -> usize {
        let mut tables = self.write();
        let Tables { topics, patterns } = &mut *tables;
        let mut pattern = Pattern { topics: pattern, subscriber, joined: Vec::new() };
        for (&event, topic) in topics {
            pattern.join(event, topic.as_mut());
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
    /// The topic of `E`, made if there is none yet.
    fn topic<E: Event>(&mut self) -> &mut dyn AnyTopic {
        let Self { topics, patterns } = self;
        let topic = topics.entry(TypeId::of::<E>()).or_insert_with(|| {
            let mut topic = Topic::<E>::default();
            for (_, pattern) in patterns {
                pattern.join(TypeId::of::<E>(), &mut topic);
            }
            Box::new(topic)
        });
        topic.as_mut()
    }

    /// Ends a subscription; what is left of it is to be dropped when nothing is locked.
    fn leave(&mut self, event: TypeId, key: usize) -> Option<Box<dyn Any>> {
        self.topics.get_mut(&event).map(|topic| topic.leave(key))
    }
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.read().topics.values().map(|topic| topic.name())).finish()
    }
}

impl Pattern {
    fn join(&mut self, event: TypeId, topic: &mut dyn AnyTopic) {
        if name::matches(self.topics, topic.name()) {
            self.joined.push((event, topic.join(&self.subscriber)));
        }
    }
}

fn typed<E: Event>(topic: &dyn AnyTopic) -> &Topic<E> {
    let topic: &dyn Any = topic;
    topic.downcast_ref().unwrap_or_else(|| unreachable!("topics are keyed by their type"))
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
