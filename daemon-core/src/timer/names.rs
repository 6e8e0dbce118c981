//! What timers are called.

use std::collections::BTreeMap;
use std::sync::Arc;

/// How many are looked through one by one.
const FEW: usize = 4;

/// Timers by their names. Most daemons have a timer or two, for which a table would be larger than they are.
pub(super) enum Names {
    /// At most [`FEW`].
    Few(Vec<(Arc<str>, usize)>),
    Many(BTreeMap<Arc<str>, usize>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Names {
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        match self {
            Self::Few(few) => few.iter().find(|(other, _)| **other == *name).map(|&(_, timer)| timer),
            Self::Many(many) => many.get(name).copied(),
        }
    }

    /// `timer` is called `name`, and nobody else is.
    pub(super) fn insert(&mut self, name: Arc<str>, timer: usize) {
        self.remove(&name);
        match self {
            Self::Few(few) if few.len() < FEW => {
                few.reserve_exact(1);
                few.push((name, timer));
            }
            Self::Few(few) => {
                let mut many: BTreeMap<_, _> = few.drain(..).collect();
                many.insert(name, timer);
                *self = Self::Many(many);
            }
            Self::Many(many) => drop(many.insert(name, timer)),
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        match self {
            Self::Few(few) => few.retain(|(other, _)| **other != *name),
            Self::Many(many) => drop(many.remove(name)),
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_or_many_are_found_by_their_names_until_they_are_removed() {
        for count in [1, FEW, FEW + 1, 3 * FEW] {
            let mut names = Names::default();
            let name = |timer: usize| Arc::<str>::from(format!("timer-{timer}"));
            (0..count).for_each(|timer| names.insert(name(timer), timer));
            for timer in 0..count {
                assert_eq!(names.get(&name(timer)), Some(timer));
                names.remove(&name(timer));
                assert_eq!(names.get(&name(timer)), None);
            }
            names.insert(name(1), 7);
            assert_eq!(names.get("timer-1"), Some(7));
            names.clear();
            assert_eq!(names.get("timer-1"), None);
        }
    }
}
