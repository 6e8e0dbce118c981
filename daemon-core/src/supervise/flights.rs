//! Which handlers of a daemon are in flight, while several may be.

/// How many runs of each handler are in flight, if several may be: who does not share the daemon keeps no book.
#[derive(Debug, Default)]
pub(super) struct Flights(Option<Box<Book>>);

#[derive(Debug, Default)]
struct Book {
    /// For each slot.
    runs: Box<[Runs]>,
    /// The slots with runs, in no order.
    slots: Vec<usize>,
    flying: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Runs {
    count: u32,
    /// How many there may be.
    most: u32,
    /// Where the slot stands among those with runs, if it does.
    place: usize,
}

impl Flights {
    /// From now on several handlers may be in flight; of each as many runs as is said here.
    pub(super) fn share(&mut self, most: impl Iterator<Item = u32>) {
        let runs = most.map(|most| Runs { most, ..Runs::default() }).collect();
        self.0 = Some(Box::new(Book { runs, ..Book::default() }));
    }

    /// Of `slot`, so many may be in flight from now on.
    #[cfg(any(feature = "config", test))]
    pub(super) fn amend(&mut self, slot: usize, most: u32) {
        if let Some(runs) = self.0.as_mut().and_then(|book| book.runs.get_mut(slot)) {
            runs.most = most;
        }
    }

    /// Whether several handlers may be in flight.
    pub(super) fn are_shared(&self) -> bool {
        self.0.is_some()
    }

    /// Whether nothing is in flight.
    pub(super) fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|book| book.flying == 0)
    }

    /// Whether one more run of `slot` may be in flight.
    pub(super) fn have_place(&self, slot: usize) -> bool {
        self.0.as_ref().is_none_or(|book| book.runs[slot].count < book.runs[slot].most)
    }

    /// One of those in flight.
    #[inline]
    pub(super) fn any(&self) -> Option<usize> {
        self.0.as_ref()?.slots.last().copied()
    }

    /// Which slots have runs in flight, and how many.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, u32)> {
        self.0.iter().flat_map(|book| book.slots.iter().map(|&slot| (slot, book.runs[slot].count)))
    }

    /// A run of `slot` begins.
    #[inline]
    pub(super) fn begin(&mut self, slot: usize) {
        if let Some(book) = &mut self.0 {
            book.begin(slot);
        }
    }

    /// A run of `slot` has ended.
    #[inline]
    pub(super) fn end(&mut self, slot: usize) {
        if let Some(book) = &mut self.0 {
            book.end(slot);
        }
    }
}

impl Book {
    fn begin(&mut self, slot: usize) {
        self.flying += 1;
        // One that was given at run time has no place here: it flies alone.
        let Some(runs) = self.runs.get_mut(slot) else { return };
        runs.count += 1;
        if runs.count == 1 {
            runs.place = self.slots.len();
            self.slots.push(slot);
        }
    }

    fn end(&mut self, slot: usize) {
        self.flying -= 1;
        let Some(runs) = self.runs.get_mut(slot) else { return };
        runs.count -= 1;
        if runs.count == 0 {
            let place = runs.place;
            self.slots.swap_remove(place);
            if let Some(&moved) = self.slots.get(place) {
                self.runs[moved].place = place;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_those_in_flight_is_known_whatever_ends() {
        let mut flights = Flights::default();
        flights.share([9, 9, 9, 9].into_iter());
        let mut counts = [0_u32; 4];
        for (step, slot) in [0, 1, 2, 1, 3, 0, 2, 1, 1, 3, 3, 0, 2, 2, 1].into_iter().enumerate() {
            if step % 3 == 2 && counts[slot] > 0 {
                counts[slot] -= 1;
                flights.end(slot);
            } else {
                counts[slot] += 1;
                flights.begin(slot);
            }
            let mut flying = [0; 4];
            flights.all().for_each(|(slot, count)| flying[slot] = count);
            assert_eq!(flying, counts);
            assert!(flights.any().is_none_or(|slot| counts[slot] > 0));
            assert_eq!(flights.any().is_none(), flights.is_empty());
        }
        for (slot, count) in counts.into_iter().enumerate() {
            (0..count).for_each(|_| flights.end(slot));
        }
        assert_eq!((flights.any(), flights.is_empty()), (None, true));
    }

    #[test]
    fn of_each_no_more_may_fly_than_is_said() {
        let mut flights = Flights::default();
        flights.share([2, 1].into_iter());
        let places = |flights: &Flights| [0, 1].map(|slot| flights.have_place(slot));
        flights.begin(0);
        flights.begin(1);
        assert_eq!(places(&flights), [true, false]);
        flights.begin(0);
        assert_eq!(places(&flights), [false, false]);
        flights.amend(0, 1);
        flights.end(0);
        assert_eq!(places(&flights), [false, false]);
        flights.amend(1, 3);
        flights.end(0);
        assert_eq!(places(&flights), [true, true]);
    }

    #[test]
    fn a_daemon_that_does_not_share_keeps_no_book() {
        let mut flights = Flights::default();
        flights.begin(3);
        assert!(flights.is_empty());
        flights.end(3);
        assert_eq!(flights.any(), None);
    }
}
