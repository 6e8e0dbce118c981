use super::{distance, nearest};

fn edits(a: &str, b: &str) -> usize {
    let letters = |text: &str| text.chars().collect::<Vec<_>>();
    distance(&letters(a), &letters(b))
}

#[test]
fn edits_between_words() {
    let cases = [
        ("", "", 0),
        ("a", "", 1),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "abcd", 1),
        ("kitten", "sitting", 3),
    ];
    for (a, b, expected) in cases {
        assert_eq!(edits(a, b), expected, "{a} {b}");
        assert_eq!(edits(b, a), expected, "{b} {a}");
    }
}

#[test]
fn the_distance_is_zero_only_between_equals() {
    let words = ["", "a", "ab", "ba", "abc", "cab", "overflow", "overfow"];
    for a in words {
        for b in words {
            assert_eq!(edits(a, b) == 0, a == b, "{a} {b}");
            assert!(edits(a, b) <= a.len().max(b.len()));
        }
    }
}

#[test]
fn suggestions() {
    let options = ["name", "immediate", "missed", "jitter", "after_error", "concurrent", "every"];
    let cases = [
        ("imediate", Some("immediate")),
        ("jiter", Some("jitter")),
        ("After-Error", Some("after_error")),
        ("evry", Some("every")),
        ("concurrency", Some("concurrent")),
        ("mane", Some("name")),
        ("timeout", None),
        ("x", None),
        ("", None),
    ];
    for (written, expected) in cases {
        assert_eq!(nearest(written, options), expected, "{written}");
    }
}

#[test]
fn of_equals_the_first() {
    assert_eq!(nearest("bat", ["cat", "hat"]), Some("cat"));
    assert_eq!(nearest("anything", []), None);
}
