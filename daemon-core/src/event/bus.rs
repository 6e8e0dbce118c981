//! From an event's type to its subscribers.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use super::Event;
use super::topic::Topic;

/// All topics of one system.
#[derive(Debug, Default)]
pub(crate) struct Bus {
    topics: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>, BuildHasherDefault<AlreadyHashed>>>,
}

impl Bus {
    /// Runs `visit` on the topic of `E`, if anybody has ever subscribed to it.
    ///
    /// The table stays locked for reading meanwhile, which spares every publish a reference count that all cores
    /// would share; `visit` must not subscribe.
    pub(crate) fn visit<E: Event, R>(&self, visit: impl FnOnce(&Topic<E>) -> R) -> Option<R> {
        let topics = self.topics.read().unwrap_or_else(PoisonError::into_inner);
        topics.get(&TypeId::of::<E>()).map(|topic| visit(typed(topic)))
    }

    /// The topic of `E`, made if there is none yet.
    pub(crate) fn topic<E: Event>(&self) -> Arc<Topic<E>> {
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        let topic = topics.entry(TypeId::of::<E>()).or_insert_with(|| Arc::new(Topic::<E>::default()));
        Arc::downcast(Arc::clone(topic)).unwrap_or_else(|_| unreachable!("topics are keyed by their type"))
    }
}

fn typed<E: Event>(topic: &Arc<dyn Any + Send + Sync>) -> &Topic<E> {
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
