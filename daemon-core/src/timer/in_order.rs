//! Timers in an order: that in which they are to become due, or in which they became so.

use std::collections::BTreeSet;

/// Timers by `K`, the first first.
///
/// The first stands beside the tree and not in it: most daemons have one timer, and what ten thousand of them cost is
/// the memory that each tick touches.
pub(super) struct InOrder<K> {
    first: Option<(K, usize)>,
    /// None of them before `first`.
    rest: BTreeSet<(K, usize)>,
}

impl<K> Default for InOrder<K> {
    fn default() -> Self {
        Self { first: None, rest: BTreeSet::new() }
    }
}

impl<K: Ord + Copy> InOrder<K> {
    /// Where the first stands.
    pub(super) fn first(&self) -> Option<K> {
        self.first.map(|(at, _)| at)
    }

    /// The first of which `is` is true.
    #[inline]
    pub(super) fn find(&self, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
        // Without a first there is no other.
        let (_, first) = self.first?;
        if is(first) { Some(first) } else { self.find_in_rest(is) }
    }

    fn find_in_rest(&self, mut is: impl FnMut(usize) -> bool) -> Option<usize> {
        let mut timers = self.rest.iter().map(|&(_, timer)| timer);
        timers.find(|&timer| is(timer))
    }

    pub(super) fn insert(&mut self, at: K, timer: usize) {
        match self.first {
            Some(first) if first <= (at, timer) => {
                self.rest.insert((at, timer));
            }
            later => {
                self.rest.extend(later);
                self.first = Some((at, timer));
            }
        }
    }

    pub(super) fn remove(&mut self, at: K, timer: usize) {
        if self.first == Some((at, timer)) {
            self.first = self.rest.pop_first();
        } else {
            self.rest.remove(&(at, timer));
        }
    }

    /// Takes the first out, if it stands before `end` or there.
    pub(super) fn pop_until(&mut self, end: K) -> Option<usize> {
        let (_, timer) = self.first.take_if(|&mut (at, _)| at <= end)?;
        self.first = self.rest.pop_first();
        Some(timer)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_first_whatever_comes_and_goes() {
        let mut coming = InOrder::default();
        for (timer, seconds) in [3, 1, 2, 1, 5].into_iter().enumerate() {
            coming.insert(seconds, timer);
        }
        assert_eq!(coming.first(), Some(1));
        coming.remove(2, 2);
        assert_eq!(coming.pop_until(0), None);
        assert_eq!((coming.find(|timer| timer != 1), coming.find(|timer| timer == 7)), (Some(3), None));
        let due: Vec<_> = std::iter::from_fn(|| coming.pop_until(4)).collect();
        assert_eq!(due, [1, 3, 0]);
        coming.remove(5, 4);
        assert_eq!((coming.first(), coming.find(|_| true)), (None, None));
    }
}
