//! From an event's type, and from its topic, to its subscribers.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use daemon_grammar::name;
use slab::Slab;

use super::topic::{AnyTopic, Subscriber, Topic};
use super::{AnyEvent, Event};
use crate::mailbox::Waits;

/// All topics of one system.
#[derive(Default)]
pub(crate) struct Bus {
    tables: RwLock<Tables>,
    waits: Arc<Waits>,
}

#[derive(Default)]
struct Tables {
    topics: HashMap<TypeId, Arc<dyn AnyTopic>, BuildHasherDefault<AlreadyHashed>>,
    patterns: Slab<Pattern>,
}

/// A subscription by pattern: to every topic that matches, also to those that are yet to come.
struct Pattern {
    topics: &'static str,
    subscriber: Arc<dyn Subscriber<AnyEvent>>,
    joined: Vec<(Arc<dyn AnyTopic>, usize)>,
}

impl Bus {
    /// The waits that publishing leads to.
    pub(crate) fn waits(&self) -> &Arc<Waits> {
        &self.waits
    }

    /// Runs `visit` on the topic of `E`, if anybody may be subscribed to it.
    ///
    /// The table stays locked for reading meanwhile, which spares every publish a reference count that all cores
    /// would share; `visit` must not subscribe.
    pub(crate) fn visit<E: Event, R>(&self, visit: impl FnOnce(&Topic<E>) -> R) -> Option<R> {
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        match tables.topics.get(&TypeId::of::<E>()) {
            Some(topic) => Some(visit(typed(topic.as_ref()))),
            None if tables.patterns.is_empty() => None,
            None => {
                drop(tables);
                Some(visit(&self.topic::<E>()))
            }
        }
    }

    /// The topic of `E`, made if there is none yet.
    pub(crate) fn topic<E: Event>(&self) -> Arc<Topic<E>> {
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        let Tables { topics, patterns } = &mut *tables;
        let topic = topics.entry(TypeId::of::<E>()).or_insert_with(|| {
            let topic: Arc<dyn AnyTopic> = Arc::new(Topic::<E>::default());
            patterns.iter_mut().for_each(|(_, pattern)| pattern.join(&topic));
            topic
        });
        let topic: Arc<dyn Any + Send + Sync> = Arc::<dyn AnyTopic>::clone(topic);
        Arc::downcast(topic).unwrap_or_else(|_| unreachable!("topics are keyed by their type"))
    }

    /// Subscribes to all topics that match `pattern`; the key ends that.
    pub(crate) fn subscribe_pattern(&self, pattern: &'static str, subscriber: Arc<dyn Subscriber<AnyEvent>>) -> usize {
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        let mut pattern = Pattern { topics: pattern, subscriber, joined: Vec::new() };
        tables.topics.values().for_each(|topic| pattern.join(topic));
        tables.patterns.insert(pattern)
    }

    pub(crate) fn unsubscribe_pattern(&self, key: usize) {
        let gone = self.tables.write().unwrap_or_else(PoisonError::into_inner).patterns.try_remove(key);
        for (topic, key) in gone.iter().flat_map(|pattern| &pattern.joined) {
            topic.leave(*key);
        }
    }
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_set().entries(tables.topics.values().map(|topic| topic.name())).finish()
    }
}

impl Pattern {
    fn join(&mut self, topic: &Arc<dyn AnyTopic>) {
        if name::matches(self.topics, topic.name()) {
            self.joined.push((Arc::clone(topic), topic.join(&self.subscriber)));
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
