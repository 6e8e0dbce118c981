//! To whom this thread has shown its last events: who publishes time and again looks nobody up and locks nothing.

use std::any::TypeId;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::bus::place;
use super::topic::Subscribers;

/// How many types of events a thread remembers at most.
const MEMORY: usize = 8;

thread_local! {
    static RECENT: [RefCell<Option<Recent>>; MEMORY] = const { [const { RefCell::new(None) }; MEMORY] };
}

/// The subscribers of some type as they were in some version of some bus. They stay in memory, though nothing is offered
/// to them, until the thread publishes another event that has this place, or ends.
struct Recent {
    version: Version,
    event: TypeId,
    subscribers: Arc<Subscribers>,
}

/// What a bus is, between two changes to its subscriptions; unlike any other bus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Version(u64);

/// The version in which a bus is.
#[derive(Debug, Default)]
pub(super) struct Versions(AtomicU64);

impl Versions {
    pub(super) fn current(&self) -> Version {
        Version(self.0.load(Ordering::Acquire))
    }

    /// Subscriptions change.
    pub(super) fn change(&self) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        self.0.store(NEXT.fetch_add(1, Ordering::Relaxed), Ordering::Release);
    }
}

/// Runs `show` with the subscribers of `event` in `version`, if they are remembered; says whether they are.
#[inline]
pub(super) fn recall(event: TypeId, version: Version, show: impl FnOnce(&Subscribers)) -> bool {
    let recalled = RECENT.try_with(|recent| {
        let Ok(recent) = recent[place(event) % MEMORY].try_borrow() else { return false };
        let recent = recent.as_ref().filter(|recent| recent.version == version && recent.event == event);
        recent.map(|recent| show(&recent.subscribers)).is_some()
    });
    // There is no memory in a thread that ends.
    recalled.unwrap_or(false)
}

/// Remembers the subscribers of `event` in `version`, unless something is being shown to those who have the place.
pub(super) fn remember(event: TypeId, version: Version, subscribers: Arc<Subscribers>) {
    let forgotten = RECENT.try_with(|recent| {
        let mut recent = recent[place(event) % MEMORY].try_borrow_mut().ok()?;
        recent.replace(Recent { version, event, subscribers })
    });
    drop(forgotten);
}

#[cfg(test)]
mod tests {
    use super::super::{AnyEvent, Bus, Event, Events, try_publish};
    use super::*;

    struct Number(u64);

    impl Event for Number {
        const TOPIC: &'static str = "number";
    }

    fn seen(events: &mut Events<Number>) -> Vec<u64> {
        std::iter::from_fn(|| events.try_next()).map(|number| number.0).collect()
    }

    #[test]
    fn what_is_remembered_is_of_this_bus_and_of_now() {
        let [one, other] = [Arc::new(Bus::default()), Arc::new(Bus::default())];
        let publish = |bus, number| try_publish(bus, None, AnyEvent::new(Arc::new(Number(number)))).unwrap();
        let mut early = Events::new(&one);
        publish(&one, 1);
        publish(&other, 2);
        let mut elsewhere = Events::new(&other);
        publish(&other, 3);
        publish(&one, 4);
        let mut late = Events::new(&one);
        publish(&one, 5);
        assert_eq!((seen(&mut early), seen(&mut elsewhere), seen(&mut late)), (vec![1, 4, 5], vec![3], vec![5]));
        let gone = Arc::new(Number(6));
        drop((early, late));
        try_publish(&one, None, AnyEvent::new(Arc::clone(&gone))).unwrap();
        assert_eq!(Arc::strong_count(&gone), 1, "nobody is subscribed any more");
    }
}
