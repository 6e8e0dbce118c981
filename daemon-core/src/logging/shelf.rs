//! The lines of one daemon that are kept.

use std::collections::VecDeque;
use std::sync::Arc;

use super::LogLine;

/// The last lines of one daemon, by life.
///
/// What is bounded is all of it together. The last quarter of that stays with the life before the current one, whatever
/// the current one says: how the last one ended is what is looked for most.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// Oldest first; none of them is empty. A line about no life in particular goes with the one that it came in.
    lives: VecDeque<Life>,
    count: usize,
    pub(super) dropped: u64,
    /// The newest life that was heard of, also if it has said nothing.
    newest: Which,
}

/// Which life of the daemons of one name: of those of an earlier system, each comes before those of a later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Which {
    /// The number of the daemon, in all systems of the process.
    pub(super) unit: u64,
    pub(super) generation: u64,
}

#[derive(Debug)]
struct Life {
    which: Which,
    lines: VecDeque<Arc<LogLine>>,
}

impl Shelf {
    /// A life has begun.
    pub(super) fn begin(&mut self, which: Which) {
        self.newest = self.newest.max(which);
    }

    pub(super) fn newest(&self) -> Which {
        self.newest
    }

    /// Oldest first.
    pub(super) fn lines(&self) -> impl Iterator<Item = &Arc<LogLine>> {
        self.lives.iter().flat_map(|life| &life.lines)
    }

    /// Adds a line; gives back the one that made room for it, if it took one.
    pub(super) fn add(&mut self, line: Arc<LogLine>, bound: usize) -> Option<Arc<LogLine>> {
        let which = line.generation.map_or(self.newest, |generation| Which { unit: line.unit, generation });
        self.begin(which);
        // What is late belongs to a life before the last one.
        match self.lives.iter().rposition(|life| life.which <= which) {
            Some(place) if self.lives[place].which == which => self.lives[place].lines.push_back(line),
            place => {
                let begun = Life { which, lines: VecDeque::from([line]) };
                self.lives.insert(place.map_or(0, |place| place + 1), begun);
            }
        }
        self.count += 1;
        (self.count > bound).then(|| self.drop_one(bound)).flatten()
    }

    fn drop_one(&mut self, bound: usize) -> Option<Arc<LogLine>> {
        let kept_back = bound / 4;
        // The life before the newest, if none that is older is left; the newest may have said nothing yet.
        let is_before = |life: &Life| life.which < self.newest;
        let spared = matches!((self.lives.front(), self.lives.get(1)), (Some(first), Some(second))
            if is_before(first) && !is_before(second) && first.lines.len() <= kept_back);
        let from = usize::from(spared);
        let lines = &mut self.lives.get_mut(from)?.lines;
        let oldest = lines.pop_front();
        if lines.is_empty() {
            self.lives.remove(from);
        }
        self.count -= 1;
        self.dropped += 1;
        oldest
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use tracing::Level;

    use super::*;

    fn line(number: u64, generation: u64) -> Arc<LogLine> {
        Arc::new(LogLine {
            number,
            at: SystemTime::UNIX_EPOCH,
            level: Level::INFO,
            target: "",
            daemon: Arc::from("user"),
            generation: Some(generation),
            unit: 1,
            handler: None,
            message: String::new(),
            fields: Vec::new(),
        })
    }

    /// Adds lines of these lives, numbered from 1, to a shelf for eight.
    fn shelf(generations: impl IntoIterator<Item = u64>) -> Shelf {
        let mut shelf = Shelf::default();
        for (number, generation) in (1..).zip(generations) {
            shelf.add(line(number, generation), 8);
        }
        shelf
    }

    fn numbers(shelf: &Shelf) -> Vec<u64> {
        shelf.lines().map(|line| line.number).collect()
    }

    #[test]
    fn the_oldest_goes_first_and_is_counted() {
        let shelf = shelf([1; 11]);
        assert_eq!((numbers(&shelf), shelf.dropped), ((4..=11).collect(), 3));
    }

    #[test]
    fn a_life_that_says_much_leaves_the_end_of_the_one_before() {
        let shelf = shelf([1; 5].into_iter().chain([2; 100]));
        assert_eq!(numbers(&shelf), [4, 5, 100, 101, 102, 103, 104, 105]);
        assert_eq!(shelf.dropped, 97);
    }

    #[test]
    fn the_life_before_the_last_makes_room_first() {
        let shelf = shelf([1, 1, 1, 2, 2, 2, 3, 3, 3, 3]);
        assert_eq!(numbers(&shelf), (3..=10).collect::<Vec<_>>());
        assert_eq!(shelf.newest(), Which { unit: 1, generation: 3 });
    }

    #[test]
    fn what_the_life_before_a_silent_one_says_late_stays_and_older_lives_make_room() {
        let mut shelf = shelf([1, 1, 2, 2, 2, 2]);
        shelf.begin(Which { unit: 1, generation: 3 });
        for number in 7..11 {
            shelf.add(line(number, 2), 8);
        }
        assert_eq!(numbers(&shelf), (3..=10).collect::<Vec<_>>());
    }

    #[test]
    fn a_late_line_stands_with_its_life() {
        let shelf = shelf([1, 2, 1, 2]);
        assert_eq!(numbers(&shelf), [1, 3, 2, 4]);
    }

    #[test]
    fn a_life_of_a_later_system_is_newer_than_all_of_the_one_before() {
        let mut shelf = shelf([1, 2, 3, 3]);
        shelf.begin(Which { unit: 2, generation: 1 });
        for number in 5..=9 {
            let mut line = LogLine::clone(&line(number, 1));
            line.unit = 2;
            shelf.add(Arc::new(line), 8);
        }
        assert_eq!(shelf.newest(), Which { unit: 2, generation: 1 });
        assert_eq!(numbers(&shelf), (2..=9).collect::<Vec<_>>());
    }
}
