//! What a generation was asked to do with handlers at run time.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Given, GivenPlace};
use crate::event::Subscription;
use crate::timer::Tally;

/// Something to be done before the next handler begins.
pub(crate) enum Order {
    /// Set an interval, instead of the live one of that name.
    Every { name: Arc<str>, slot: usize, period: Duration, tally: Arc<Tally>, given: Given },
    /// Call once.
    Once { slot: usize, delay: Duration, tally: Arc<Tally>, given: Given },
    /// Take mail for `slot`.
    Hear { slot: usize, given: Given },
    /// The timer of that handler's attribute goes by other settings.
    #[cfg(feature = "config")]
    Amend { slot: usize },
    /// End the interval of that name.
    Clear { name: Arc<str> },
}

/// The orders of one generation, and what is known of its handlers outside its task. None once it is over.
pub(crate) struct Orders(Mutex<Option<Book>>);

#[derive(Default)]
struct Book {
    /// Those that will be live once what waits is carried out; with their counters if they were given.
    intervals: BTreeMap<Arc<str>, Option<Arc<Tally>>>,
    places: HashMap<usize, GivenPlace>,
    waiting: Vec<Order>,
    subscriptions: Vec<Subscription>,
    next_slot: usize,
}

impl Orders {
    /// For a daemon with so many handlers of its own, and these intervals among them.
    pub(crate) fn new<'a>(handlers: usize, intervals: impl Iterator<Item = &'a str>) -> Self {
        let intervals = intervals.map(|name| (Arc::from(name), None)).collect();
        Self(Mutex::new(Some(Book { intervals, next_slot: handlers, ..Book::default() })))
    }

    fn book(&self) -> MutexGuard<'_, Option<Book>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a handler; none if the generation is over.
    pub(crate) fn slot(&self, place: GivenPlace) -> Option<usize> {
        let mut book = self.book();
        let book = book.as_mut()?;
        let slot = book.next_slot;
        book.next_slot += 1;
        book.places.insert(slot, place);
        Some(slot)
    }

    /// Leaves `order`; says whether it will be carried out.
    pub(crate) fn leave(&self, order: Order) -> bool {
        let mut book = self.book();
        let Some(book) = book.as_mut() else { return false };
        if let Order::Every { name, tally, .. } = &order {
            book.intervals.insert(Arc::clone(name), Some(Arc::clone(tally)));
        }
        book.waiting.push(order);
        true
    }

    /// Leaves the order to end an interval; says whether there is one.
    pub(crate) fn clear(&self, name: &str) -> bool {
        let mut book = self.book();
        let Some(book) = book.as_mut() else { return false };
        let Some((name, _)) = book.intervals.remove_entry(name) else { return false };
        book.waiting.push(Order::Clear { name });
        true
    }

    /// Keeps a subscription until the end; gives it back if that has come.
    pub(crate) fn keep(&self, subscription: Subscription) -> Option<Subscription> {
        let mut book = self.book();
        match book.as_mut() {
            Some(book) => {
                book.subscriptions.push(subscription);
                None
            }
            None => Some(subscription),
        }
    }

    pub(crate) fn take(&self) -> Vec<Order> {
        self.book().as_mut().map(|book| std::mem::take(&mut book.waiting)).unwrap_or_default()
    }

    pub(crate) fn place(&self, slot: usize) -> Option<GivenPlace> {
        self.book().as_ref().and_then(|book| book.places.get(&slot).copied())
    }

    /// The names of the handlers that there are.
    #[cfg(feature = "testing")]
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.book().as_ref().map(|book| book.places.values().map(|place| place.name).collect()).unwrap_or_default()
    }

    /// A handler that will not run again.
    pub(crate) fn forget(&self, slot: usize) {
        if let Some(book) = self.book().as_mut() {
            book.places.remove(&slot);
        }
    }

    /// The intervals that were given and are live, with their counters.
    pub(crate) fn intervals(&self) -> Vec<(Arc<str>, Arc<Tally>)> {
        let book = self.book();
        let intervals = book.iter().flat_map(|book| &book.intervals);
        intervals.filter_map(|(name, tally)| Some((Arc::clone(name), Arc::clone(tally.as_ref()?)))).collect()
    }

    /// How many live subscriptions were given.
    pub(crate) fn subscriptions(&self) -> usize {
        self.book().as_ref().map_or(0, |book| book.subscriptions.len())
    }

    /// Takes no more, and ends the subscriptions; says how many there were.
    pub(crate) fn close(&self) -> usize {
        let book = self.book().take();
        book.map_or(0, |book| book.subscriptions.len())
    }
}
