//! Mail of other than normal priority: beside the queue, so that what is normal pays nothing for it.

use std::collections::VecDeque;
use std::sync::atomic::Ordering::SeqCst;
use std::task::Waker;

use super::{Mail, Mailbox};
use crate::message::Priority;

/// Mail by priority, what is normal excepted. Most daemons never have any other.
#[derive(Default)]
pub(super) struct Lanes(Option<Box<Three>>);

#[derive(Default)]
struct Three {
    critical: VecDeque<Mail>,
    high: VecDeque<Mail>,
    low: VecDeque<Mail>,
    /// How often something was chosen while something else had to stand back.
    turns: u32,
}

impl Lanes {
    /// The lane of a priority; none of the normal one, which is the queue.
    fn of(&mut self, priority: Priority) -> Option<&mut VecDeque<Mail>> {
        match priority {
            Priority::Critical => Some(&mut self.three().critical),
            Priority::High => Some(&mut self.three().high),
            Priority::Normal => None,
            Priority::Low => Some(&mut self.three().low),
        }
    }

    fn three(&mut self) -> &mut Three {
        self.0.get_or_insert_default()
    }

    /// Puts `mail`, which is not normal, into its lane.
    pub(super) fn push(&mut self, mail: Mail) {
        if let Some(lane) = self.of(mail.priority()) {
            lane.push_back(mail);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |three| three.critical.len() + three.high.len() + three.low.len())
    }

    pub(super) fn take_all(&mut self) -> impl Iterator<Item = Mail> {
        let three = std::mem::take(self).0;
        three.into_iter().flat_map(|three| three.critical.into_iter().chain(three.high).chain(three.low))
    }

    /// Something was chosen while something else had to stand back.
    fn turn(&mut self) {
        if let Some(three) = &mut self.0 {
            three.turns = three.turns.wrapping_add(1);
        }
    }

    /// The priority whose turn it is, and the slot of what is first there; none if that is what is normal.
    fn next(&self, normal: bool) -> Option<(Priority, usize)> {
        let three = self.0.as_ref()?;
        let all = [
            (Priority::Critical, three.critical.front()),
            (Priority::High, three.high.front()),
            (Priority::Normal, None),
            (Priority::Low, three.low.front()),
        ];
        let waiting: Vec<_> = all
            .into_iter()
            .filter(|(priority, first)| first.is_some() || (normal && *priority == Priority::Normal))
            .collect();
        let (priority, first) = waiting.get(rank(three.turns, waiting.len()))?;
        first.map(|mail| (*priority, mail.slot()))
    }
}

/// Which of so many priorities that wait has the turn of this number, from the highest.
fn rank(turn: u32, waiting: usize) -> usize {
    let back = match turn {
        turn if turn % 64 == 63 => 3,
        turn if turn % 32 == 31 => 2,
        turn if turn % 8 == 7 => 1,
        _ => 0,
    };
    back.min(waiting.saturating_sub(1))
}

impl Mailbox {
    /// What is next in the lanes, its priority and its slot, if it comes before what is normal, of which there may be a batch.
    #[inline]
    pub(super) fn next_in_lanes(&self, batched: usize) -> Option<(Priority, usize)> {
        if self.own.aside.load(SeqCst) == 0 { None } else { self.next_of_lanes(batched) }
    }

    #[cold]
    fn next_of_lanes(&self, batched: usize) -> Option<(Priority, usize)> {
        let line = self.line();
        line.lanes.next(line.has_normal(batched))
    }

    /// Whether nobody waits any more for what is first in the lane of `priority`; whoever gives up from now on wakes `consumer`.
    pub(crate) fn is_vain_aside(&self, priority: Priority, consumer: &Waker) -> bool {
        let mut line = self.line();
        let first = line.lanes.of(priority).and_then(|lane| lane.front());
        first.is_some_and(|mail| mail.is_vain(consumer))
    }

    /// Takes what is next in the lanes, if it is of `priority` and for `slot`.
    pub(crate) fn take_from_lanes(&self, batched: usize, priority: Priority, slot: usize) -> Option<Mail> {
        let mut line = self.line();
        let normal = line.has_normal(batched);
        line.lanes.next(normal).filter(|next| *next == (priority, slot))?;
        let mail = line.lanes.of(priority)?.pop_front()?;
        line.lanes.turn();
        self.own.aside.store(line.lanes.len(), SeqCst);
        drop(line);
        if self.own.attention.load(SeqCst) {
            self.attend(self.own.batched.load(SeqCst));
        }
        Some(mail)
    }

    /// Something that has the turn begins, or cannot, while something else waits in a lane.
    #[cold]
    pub(crate) fn stand_back(&self) {
        let mut line = self.line();
        line.lanes.turn();
    }

    /// Whether something waits in a lane.
    #[inline]
    pub(crate) fn aside(&self) -> usize {
        self.own.aside.load(SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_priorities_that_all_wait_none_starves_and_the_highest_has_most() {
        let mut turns = [0; 4];
        (0..64).for_each(|turn| turns[rank(turn, 4)] += 1);
        assert_eq!(turns, [56, 6, 1, 1]);
        let mut turns = [0; 2];
        (0..64).for_each(|turn| turns[rank(turn, 2)] += 1);
        assert_eq!(turns, [56, 8]);
    }
}
