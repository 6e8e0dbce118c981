//! The shortest history that still shows what went wrong.

/// How often a history is tried again, at most.
const TRIES: usize = 1000;

/// Leaves out whatever can be left out of `steps` so that `fails` still holds: larger pieces first, then one by one,
/// until nothing more can.
pub(super) fn shrink<T: Clone>(mut steps: Vec<T>, mut fails: impl FnMut(&[T]) -> bool) -> Vec<T> {
    let mut tries = 0;
    let mut size = steps.len().div_ceil(2);
    while size > 0 {
        let (mut at, before) = (0, steps.len());
        while at < steps.len() && tries < TRIES {
            let mut without = steps.clone();
            without.drain(at..(at + size).min(steps.len()));
            tries += 1;
            if fails(&without) {
                steps = without;
            } else {
                at += size;
            }
        }
        // What came later may have been the reason for what came before.
        if size > 1 || steps.len() == before || tries >= TRIES {
            size /= 2;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_left_and_nothing_else() {
        let needed = [3, 17, 18, 59];
        let steps = shrink((0..60).collect(), |steps| needed.iter().all(|step| steps.contains(step)));
        assert_eq!(steps, needed);
    }

    #[test]
    fn a_step_that_is_needed_only_with_another_goes_with_it() {
        // A pair is allowed as a whole or not at all, and 7 is the culprit.
        let pairs = |steps: &[i32]| steps.contains(&1) || !steps.contains(&0);
        let steps = shrink((0..10).collect(), |steps| steps.contains(&7) && pairs(steps));
        assert_eq!(steps, [7]);
    }

    #[test]
    fn nothing_is_enough_if_it_always_fails() {
        assert_eq!(shrink(vec![1, 2, 3], |_| true), Vec::<i32>::new());
    }
}
