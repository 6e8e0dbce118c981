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
    /// Where the slot stands among those with runs, if it does.
    place: usize,
}

impl Flights {
    /// From now on several of `handlers` handlers may be in flight.
    pub(super) fn share(&mut self, handlers: usize) {
        self.0 = Some(Box::new(Book { runs: vec![Runs::default(); handlers].into(), ..Book::default() }));
    }

    /// Whether several handlers may be in flight.
    pub(super) fn are_shared(&self) -> bool {
        self.0.is_some()
    }

    /// Whether nothing is in flight.
    pub(super) fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|book| book.flying == 0)
    }

    /// How many runs of `slot` are in flight.
    pub(super) fn of(&self, slot: usize) -> u32 {
        self.0.as_ref().map_or(0, |book| book.runs[slot].count)
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
        flights.share(4);
        let mut counts = [0_u32; 4];
        for (step, slot) in [0, 1, 2, 1, 3, 0, 2, 1, 1, 3, 3, 0, 2, 2, 1].into_iter().enumerate() {
            if step % 3 == 2 && counts[slot] > 0 {
                counts[slot] -= 1;
                flights.end(slot);
            } else {
                counts[slot] += 1;
                flights.begin(slot);
            }
            assert_eq!([0, 1, 2, 3].map(|slot| flights.of(slot)), counts);
            assert!(flights.any().is_none_or(|slot| counts[slot] > 0));
            assert_eq!(flights.any().is_none(), flights.is_empty());
        }
        for (slot, count) in counts.into_iter().enumerate() {
            (0..count).for_each(|_| flights.end(slot));
        }
        assert_eq!((flights.any(), flights.is_empty()), (None, true));
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
