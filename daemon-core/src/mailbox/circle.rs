//! Who waits for room in whose mailbox: circles are refused where they would close.
//!
//! An exclusive handler that waits for another daemon keeps its own daemon from beginning anything. If that other one
//! waits for the first, neither goes on. So each such wait is an edge, and one that would close a circle is not made.
//! Waits of child tasks, `#[run](&self)` and concurrent handlers keep nobody, and are not edges.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use super::UnitKey;
use crate::sync::{Mutex, MutexGuard};

/// The waits of exclusive handlers of one system.
#[derive(Default)]
pub(crate) struct Waits(Mutex<HashMap<UnitKey, Vec<Target>>>);

#[derive(Clone)]
struct Target {
    unit: UnitKey,
    name: Arc<str>,
}

/// A wait under way; over when dropped.
pub(crate) struct Edge {
    waits: Arc<Waits>,
    from: UnitKey,
    to: UnitKey,
}

impl Waits {
    fn edges(&self) -> MutexGuard<'_, HashMap<UnitKey, Vec<Target>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `from` begins to wait for `to`, unless `to` waits for `from`: then the names along that way, from `to` to `from`.
    pub(super) fn begin(self: &Arc<Self>, from: UnitKey, to: UnitKey, name: &Arc<str>) -> Result<Edge, Vec<Arc<str>>> {
        let mut edges = self.edges();
        let target = Target { unit: to, name: Arc::clone(name) };
        if let Some(path) = path(&edges, target.clone(), from) {
            return Err(path);
        }
        edges.entry(from).or_default().push(target);
        Ok(Edge { waits: Arc::clone(self), from, to })
    }

    /// Whom `unit` waits for, by name.
    pub(crate) fn of(&self, unit: UnitKey) -> Vec<Arc<str>> {
        self.edges().get(&unit).into_iter().flatten().map(|target| Arc::clone(&target.name)).collect()
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        let mut edges = self.waits.edges();
        if let Some(targets) = edges.get_mut(&self.from) {
            if let Some(place) = targets.iter().position(|target| target.unit == self.to) {
                targets.swap_remove(place);
            }
            if targets.is_empty() {
                edges.remove(&self.from);
            }
        }
    }
}

/// The names along the way from `start` to `end`, both included.
fn path(edges: &HashMap<UnitKey, Vec<Target>>, start: Target, end: UnitKey) -> Option<Vec<Arc<str>>> {
    let mut seen = vec![start.unit];
    let mut ways = vec![(start, None)];
    let mut at = 0;
    while let Some((target, _)) = ways.get(at) {
        let unit = target.unit;
        if unit == end {
            let mut names = Vec::new();
            let mut step = Some(at);
            while let Some((target, before)) = step.and_then(|step| ways.get(step)) {
                names.push(Arc::clone(&target.name));
                step = *before;
            }
            names.reverse();
            return Some(names);
        }
        for next in edges.get(&unit).into_iter().flatten() {
            if !seen.contains(&next.unit) {
                seen.push(next.unit);
                ways.push((next.clone(), Some(at)));
            }
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> (UnitKey, Arc<str>) {
        (UnitKey::unique(), Arc::from(name))
    }

    #[test]
    fn a_circle_of_three_is_refused_where_it_would_close_and_named_whole() {
        let waits = Arc::new(Waits::default());
        let [a, b, c] = ["a", "b", "c"].map(named);
        let _first = waits.begin(a.0, b.0, &b.1).ok().unwrap();
        let second = waits.begin(b.0, c.0, &c.1).ok().unwrap();
        let circle = waits.begin(c.0, a.0, &a.1).err().unwrap();
        assert_eq!(circle, [Arc::clone(&a.1), Arc::clone(&b.1), Arc::clone(&c.1)]);
        assert_eq!(waits.of(b.0), [Arc::clone(&c.1)]);
        drop(second);
        assert!(waits.begin(c.0, a.0, &a.1).is_ok());
        assert!(waits.of(b.0).is_empty());
    }

    #[test]
    fn two_ways_to_one_are_no_circle_and_each_wait_ends_by_itself() {
        let waits = Arc::new(Waits::default());
        let [a, b, c] = ["a", "b", "c"].map(named);
        let first = waits.begin(a.0, b.0, &b.1).ok().unwrap();
        let again = waits.begin(a.0, b.0, &b.1).ok().unwrap();
        let _other = waits.begin(c.0, b.0, &b.1).ok().unwrap();
        drop(first);
        assert_eq!(waits.begin(b.0, a.0, &a.1).err().unwrap().len(), 2);
        drop(again);
        assert!(waits.begin(b.0, a.0, &a.1).is_ok());
    }
}
