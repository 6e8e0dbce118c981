//! Order among daemons: cycles, waves, chains. Pure, and without recursion: a chain may be as long as memory allows.

/// A directed graph over `0..len`; an edge from `a` to `b` says that `a` starts after `b`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    edges: Vec<Vec<usize>>,
}

impl Graph {
    pub(crate) fn new(edges: Vec<Vec<usize>>) -> Self {
        Self { edges }
    }

    /// Of nodes that each start after those that they need, and after some others.
    pub(crate) fn of(needs: &[Vec<usize>], after: &[Vec<usize>]) -> Self {
        Self::new(needs.iter().zip(after).map(|(needs, after)| [&needs[..], &after[..]].concat()).collect())
    }

    /// Everything in an order in which nobody comes before whom it starts after; or cycles, so many that without one
    /// edge of each there are none left. Of each the nodes along it, the first not repeated at the end.
    pub(crate) fn order(&self) -> Result<Vec<usize>, Vec<Vec<usize>>> {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.edges.len()];
        let mut order = Vec::with_capacity(self.edges.len());
        let mut cycles: Vec<Vec<usize>> = Vec::new();
        // The way from a root to where we are, each with the edges it has left.
        let mut path: Vec<(usize, usize)> = Vec::new();
        for root in 0..self.edges.len() {
            if marks[root] == Mark::New {
                marks[root] = Mark::Open;
                path.push((root, 0));
            }
            while let Some((node, edge)) = path.last_mut() {
                let Some(&next) = self.edges[*node].get(*edge) else {
                    marks[*node] = Mark::Done;
                    order.push(*node);
                    path.pop();
                    continue;
                };
                *edge += 1;
                match marks[next] {
                    Mark::Done => {}
                    Mark::New => {
                        marks[next] = Mark::Open;
                        path.push((next, 0));
                    }
                    Mark::Open => {
                        let cycle = path.iter().map(|&(node, _)| node).skip_while(|&node| node != next);
                        cycles.push(cycle.collect());
                    }
                }
            }
        }
        if cycles.is_empty() { Ok(order) } else { Err(cycles) }
    }

    /// For each node how many others, one after the other, start before it; among `included` only. The graph must be
    /// free of cycles.
    pub(crate) fn depths(&self, included: &[bool]) -> Vec<usize> {
        let mut depths = vec![0; self.edges.len()];
        for node in self.order().unwrap_or_default() {
            let before = self.edges[node].iter().filter(|&&other| included[other]);
            depths[node] = before.map(|&other| depths[other] + 1).max().unwrap_or(0);
        }
        depths
    }

    /// The chain whose weights add up to the most, deepest first; among `included` only. The graph must be free of
    /// cycles.
    pub(crate) fn heaviest_chain<W>(&self, included: &[bool], weight: impl Fn(usize) -> W) -> Vec<usize>
    where
        W: Copy + Default + Ord + std::ops::Add<Output = W>,
    {
        let mut sums = vec![W::default(); self.edges.len()];
        let mut before: Vec<Option<usize>> = vec![None; self.edges.len()];
        let mut top: Option<usize> = None;
        for node in self.order().unwrap_or_default().into_iter().filter(|&node| included[node]) {
            before[node] = self.edges[node].iter().copied().filter(|&other| included[other]).max_by_key(|&o| sums[o]);
            sums[node] = weight(node) + before[node].map_or(W::default(), |other| sums[other]);
            if top.is_none_or(|top| sums[top] < sums[node]) {
                top = Some(node);
            }
        }
        let mut chain: Vec<usize> = std::iter::successors(top, |&node| before[node]).collect();
        chain.reverse();
        chain
    }

    /// `roots` and everything that starts before them.
    pub(crate) fn closure(&self, roots: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut found = vec![false; self.edges.len()];
        let mut next: Vec<usize> = roots.into_iter().collect();
        while let Some(node) = next.pop() {
            if !std::mem::replace(&mut found[node], true) {
                next.extend(&self.edges[node]);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[&[usize]]) -> Graph {
        Graph::new(edges.iter().map(|edges| edges.to_vec()).collect())
    }

    #[test]
    fn order_puts_everybody_after_whom_it_needs() {
        let diamond = graph(&[&[1, 2], &[3], &[3], &[]]);
        assert_eq!(diamond.order(), Ok(vec![3, 1, 2, 0]));
        assert_eq!(diamond.depths(&[true; 4]), vec![2, 1, 1, 0]);
    }

    #[test]
    fn a_cycle_is_named_whole() {
        assert_eq!(graph(&[&[1], &[2], &[3], &[1]]).order(), Err(vec![vec![1, 2, 3]]));
        assert_eq!(graph(&[&[0]]).order(), Err(vec![vec![0]]));
    }

    #[test]
    fn every_cycle_is_named_once() {
        assert_eq!(graph(&[&[1], &[0], &[2, 0], &[4, 2], &[3]]).order(), Err(vec![vec![0, 1], vec![2], vec![3, 4]]));
        // Two ways around from one edge.
        assert_eq!(graph(&[&[1, 2], &[2], &[0]]).order(), Err(vec![vec![0, 1, 2]]));
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_does_not_overflow_the_stack() {
        let edges = (0..100_000_usize).map(|node| node.checked_sub(1).into_iter().collect()).collect();
        assert_eq!(Graph::new(edges).depths(&vec![true; 100_000])[99_999], 99_999);
    }

    #[test]
    fn the_heaviest_chain_counts_only_who_is_included() {
        let graph = graph(&[&[1, 2], &[3], &[3], &[]]);
        let weights = [1, 10, 2, 5];
        assert_eq!(graph.heaviest_chain(&[true; 4], |node| weights[node]), vec![3, 1, 0]);
        assert_eq!(graph.heaviest_chain(&[true, false, true, true], |node| weights[node]), vec![3, 2, 0]);
    }

    #[test]
    fn closure_is_the_roots_and_what_they_need() {
        let graph = graph(&[&[1], &[], &[1]]);
        assert_eq!(graph.closure([0]), vec![true, true, false]);
    }
}
