//! Which timers are to become due, and when.

use std::collections::BTreeSet;

use tokio::time::Instant;

/// Timers, earliest first.
///
/// The earliest stands beside the tree and not in it: most daemons have one timer, and what ten thousand of them cost is
/// the memory that each tick touches.
#[derive(Default)]
pub(super) struct Coming {
    first: Option<(Instant, usize)>,
    /// None of them before `first`.
    rest: BTreeSet<(Instant, usize)>,
}

impl Coming {
    /// When the earliest is due.
    pub(super) fn first(&self) -> Option<Instant> {
        self.first.map(|(at, _)| at)
    }

    pub(super) fn insert(&mut self, at: Instant, timer: usize) {
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

    pub(super) fn remove(&mut self, at: Instant, timer: usize) {
        if self.first == Some((at, timer)) {
            self.first = self.rest.pop_first();
        } else {
            self.rest.remove(&(at, timer));
        }
    }

    /// Takes the earliest out, if it is due by `now`.
    pub(super) fn pop_until(&mut self, now: Instant) -> Option<usize> {
        let (_, timer) = self.first.take_if(|&mut (at, _)| at <= now)?;
        self.first = self.rest.pop_first();
        Some(timer)
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.len()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_earliest_is_first_whatever_comes_and_goes() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut coming = Coming::default();
        for (timer, seconds) in [3, 1, 2, 1, 5].into_iter().enumerate() {
            coming.insert(at(seconds), timer);
        }
        assert_eq!(coming.first(), Some(at(1)));
        coming.remove(at(2), 2);
        assert_eq!(coming.len(), 4);
        assert_eq!(coming.pop_until(at(0)), None);
        let due: Vec<_> = std::iter::from_fn(|| coming.pop_until(at(4))).collect();
        assert_eq!(due, [1, 3, 0]);
        coming.remove(at(5), 4);
        assert_eq!((coming.first(), coming.len()), (None, 0));
    }
}
