use super::*;
use crate::health::HealthLevel::{Degraded as D, Healthy as H, Unhealthy as U};

/// The level after each of `seen`, from the beginning.
fn levels(seen: &[HealthLevel]) -> Vec<HealthLevel> {
    let mut course = Course::default();
    let step = |level: &HealthLevel| {
        course = course.after(*level);
        course.level
    };
    seen.iter().map(step).collect()
}

#[test]
fn three_in_a_row_worsen_and_one_recovers() {
    let table: &[(&[HealthLevel], &[HealthLevel])] = &[
        (&[H, H], &[H, H]),
        (&[U, U, U, U], &[H, H, U, U]),
        (&[D, D, D, D], &[H, H, D, D]),
        // Twice is not three times, however often.
        (&[U, U, H, U, U, H], &[H, H, H, H, H, H]),
        // One that is better is enough.
        (&[U, U, U, H], &[H, H, U, H]),
        (&[U, U, U, D], &[H, H, U, D]),
        (&[D, D, D, H], &[H, H, D, H]),
        // The mildest of three in a row counts.
        (&[U, D, U, D], &[H, H, D, D]),
        (&[D, U, U, U], &[H, H, D, U]),
        (&[U, U, D, U, U, U], &[H, H, D, D, D, U]),
        // What recovered must be seen three times again to worsen.
        (&[U, U, U, D, U, U, U], &[H, H, U, D, D, D, U]),
        (&[U, U, U, H, U, U, U], &[H, H, U, H, H, H, U]),
    ];
    for (seen, expected) in table {
        assert_eq!(levels(seen), *expected, "after {seen:?}");
    }
}

#[test]
fn a_level_is_never_worse_than_all_of_the_last_three_and_never_better_than_the_last_allows() {
    // Every run of six checks.
    for number in 0..3_usize.pow(6) {
        let seen: Vec<_> = (0..6).map(|digit| HealthLevel::ALL[number / 3_usize.pow(digit) % 3]).collect();
        let levels = levels(&seen);
        for at in 0..seen.len() {
            let before = if at == 0 { H } else { levels[at - 1] };
            if levels[at] > before {
                assert!(at >= 2 && seen[at - 2..=at].iter().all(|&seen| seen >= levels[at]), "{seen:?}: {levels:?}");
            }
            if seen[at] < before {
                assert_eq!(levels[at], seen[at].max(levels[at]), "{seen:?}: {levels:?}");
                assert!(levels[at] < before, "one better is enough: {seen:?}: {levels:?}");
            }
        }
    }
}

#[test]
fn a_generation_begins_with_the_level_of_the_last_and_counts_anew() {
    let course = [U, U, U].into_iter().fold(Course::default(), Course::after).anew();
    assert_eq!(course, Course { level: U, amiss: 0, unhealthy: 0 });
    assert_eq!(course.after(H), Course::default());
}
