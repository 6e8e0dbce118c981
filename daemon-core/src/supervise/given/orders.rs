//! What a generation was asked to do with handlers at run time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// That handler goes by other settings.
    #[cfg(feature = "config")]
    Amend { slot: usize },
    /// End the interval of that name.
    Clear { name: Arc<str> },
}

/// The orders of one generation, and what is known of its handlers outside its task.
pub(crate) struct Orders(Mutex<Stage>);

/// Most generations are never given anything.
enum Stage {
    /// With the number of handlers that it has of its own.
    Untouched(usize),
    Open(Box<Book>),
    /// The generation is over.
    Over,
}

#[derive(Default)]
struct Book {
    /// Those that were given and will be live once what waits is carried out, with their counters.
    intervals: BTreeMap<Arc<str>, Arc<Tally>>,
    /// Those of attributes that are or will be no longer live, themselves or what was given in their stead.
    cleared: BTreeSet<Arc<str>>,
    places: HashMap<usize, GivenPlace>,
    waiting: Vec<Order>,
    subscriptions: Vec<Subscription>,
    next_slot: usize,
}

impl Orders {
    /// For a daemon with so many handlers of its own.
    pub(crate) fn new(handlers: usize) -> Self {
        Self(Mutex::new(Stage::Untouched(handlers)))
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a handler; none if the generation is over.
    pub(crate) fn slot(&self, place: GivenPlace) -> Option<usize> {
        let mut stage = self.stage();
        let book = stage.open()?;
        let slot = book.next_slot;
        book.next_slot += 1;
        book.places.insert(slot, place);
        Some(slot)
    }

    /// Leaves `order`; says whether it will be carried out.
    pub(crate) fn leave(&self, order: Order) -> bool {
        let mut stage = self.stage();
        let Some(book) = stage.open() else { return false };
        if let Order::Every { name, tally, .. } = &order {
            book.intervals.insert(Arc::clone(name), Arc::clone(tally));
        }
        book.waiting.push(order);
        true
    }

    /// Leaves the order to end an interval, which an attribute may have `written`; says whether there is one.
    pub(crate) fn clear(&self, name: &str, written: bool) -> bool {
        let mut stage = self.stage();
        let Some(book) = stage.open() else { return false };
        let name = Arc::from(name);
        let was_given = book.intervals.remove(&name).is_some();
        // Of one that was given in the stead of a written one, both go.
        let was_written = written && book.cleared.insert(Arc::clone(&name));
        let is_live = was_given || was_written;
        if is_live {
            book.waiting.push(Order::Clear { name });
        }
        is_live
    }

    /// Keeps a subscription until the end; gives it back if that has come.
    pub(crate) fn keep(&self, subscription: Subscription) -> Option<Subscription> {
        match self.stage().open() {
            Some(book) => {
                book.subscriptions.push(subscription);
                None
            }
            None => Some(subscription),
        }
    }

    pub(crate) fn take(&self) -> Vec<Order> {
        self.stage().book().map(|book| std::mem::take(&mut book.waiting)).unwrap_or_default()
    }

    pub(crate) fn place(&self, slot: usize) -> Option<GivenPlace> {
        self.stage().book().and_then(|book| book.places.get(&slot).copied())
    }

    /// The names of the handlers that there are.
    #[cfg(feature = "testing")]
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.stage().book().map(|book| book.places.values().map(|place| place.name).collect()).unwrap_or_default()
    }

    /// A handler that will not run again.
    pub(crate) fn forget(&self, slot: usize) {
        if let Some(book) = self.stage().book() {
            book.places.remove(&slot);
        }
    }

    /// The intervals that were given and are live, with their counters.
    pub(crate) fn intervals(&self) -> Vec<(Arc<str>, Arc<Tally>)> {
        let mut stage = self.stage();
        let intervals = stage.book().into_iter().flat_map(|book| &book.intervals);
        intervals.map(|(name, tally)| (Arc::clone(name), Arc::clone(tally))).collect()
    }

    /// How many live subscriptions were given.
    pub(crate) fn subscriptions(&self) -> usize {
        self.stage().book().map_or(0, |book| book.subscriptions.len())
    }

    /// Takes no more, and ends the subscriptions; says how many there were.
    pub(crate) fn close(&self) -> usize {
        let last = std::mem::replace(&mut *self.stage(), Stage::Over);
        match last {
            Stage::Open(book) => book.subscriptions.len(),
            Stage::Untouched(_) | Stage::Over => 0,
        }
    }
}

impl Stage {
    /// What is written down, if anything is.
    fn book(&mut self) -> Option<&mut Book> {
        match self {
            Self::Open(book) => Some(book),
            Self::Untouched(_) | Self::Over => None,
        }
    }

    /// Something is to be written down, unless it is over.
    fn open(&mut self) -> Option<&mut Book> {
        if let Self::Untouched(handlers) = *self {
            *self = Self::Open(Box::new(Book { next_slot: handlers, ..Book::default() }));
        }
        self.book()
    }
}
