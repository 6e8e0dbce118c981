use super::{check_pattern, matches};
use crate::name::check_topic;

const ANY: &str = "write segments joined by dots, `*` for any one, `**` at the end for any more: \"chat.*\"";

#[test]
fn what_is_a_pattern() {
    for good in
        ["*", "**", "chat.*", "chat.**", "*.created", "chat.*.created", "*.*.**", "chat.user.created", "a-b.C_2"]
    {
        assert_eq!(check_pattern(good), Ok(()), "{good}");
    }
}

#[test]
fn what_is_not_says_where_and_what_to_write() {
    let cases = [
        ("", "a segment is empty", 0..0, ANY),
        (".", "a segment is empty", 0..0, ANY),
        ("chat.", "a segment is empty", 5..5, ANY),
        ("chat..*", "a segment is empty", 5..5, ANY),
        ("chat user", "` ` does not belong in it", 4..5, ANY),
        ("chat/*", "`/` does not belong in it", 4..5, ANY),
        ("chat.\u{fc}.*", "`\u{fc}` does not belong in it", 5..7, ANY),
        ("chat.user*", "`*` stands for a whole segment", 9..10, "write \"chat.*\""),
        ("*user.created", "`*` stands for a whole segment", 0..1, "write \"*.created\""),
        ("chat.**x", "`*` stands for a whole segment", 5..6, "write \"chat.*\""),
        ("**.created", "`**` can only be the last segment", 0..2, "write \"*.created\""),
        ("chat.**.created", "`**` can only be the last segment", 5..7, "write \"chat.*.created\""),
        ("chat.**.**", "`**` can only be the last segment", 5..7, "write \"chat.*.**\""),
        ("chat.***", "`***` is neither `*` nor `**`", 5..8, "write \"chat.*\""),
        ("chat.**.", "`**` can only be the last segment", 5..7, ANY),
    ];
    for (pattern, message, range, help) in cases {
        let error = check_pattern(pattern).expect_err(pattern);
        assert_eq!((error.to_string().as_str(), error.range(), error.help()), (message, range, help), "{pattern}");
    }
}

#[test]
fn what_matches() {
    let cases = [
        ("chat.*", &["chat.user"][..], &["chat", "chat.user.created", "mail.user", "chats.user"][..]),
        ("chat.**", &["chat", "chat.user", "chat.user.created"], &["chats", "mail.chat", "Chat.user"]),
        ("*", &["chat"], &["chat.user"]),
        ("**", &["chat", "chat.user", "chat.user.created"], &[]),
        ("*.**", &["chat", "chat.user"], &[]),
        ("*.*.**", &["chat.user", "chat.user.created"], &["chat"]),
        ("chat.*.created", &["chat.user.created"], &["chat.created", "chat.user.room.created", "chat.user.deleted"]),
        ("chat.user", &["chat.user"], &["chat", "chat.user.created", "chat.users"]),
    ];
    for (pattern, those, not_those) in cases {
        assert_eq!(check_pattern(pattern), Ok(()), "{pattern}");
        for topic in those {
            assert!(matches(pattern, topic), "{pattern} {topic}");
        }
        for topic in not_those {
            assert!(!matches(pattern, topic), "{pattern} {topic}");
        }
    }
}

/// The definition, read aloud: `**` is some number of `*`, and then the segments go together one by one.
fn naive(pattern: &[&str], topic: &[&str]) -> bool {
    let (fixed, open) = match pattern.split_last() {
        Some((&"**", before)) => (before, true),
        _ => (pattern, false),
    };
    let numbers = if open { 0..=topic.len() } else { 0..=0 };
    numbers.into_iter().any(|number| {
        let stars = std::iter::repeat_n("*", number);
        let spelt_out: Vec<_> = fixed.iter().copied().chain(stars).collect();
        spelt_out.len() == topic.len() && spelt_out.iter().zip(topic).all(|(p, t)| *p == "*" || p == t)
    })
}

/// Every sequence of 1 to `longest` of `words`.
fn sequences<'a>(words: &[&'a str], longest: usize) -> Vec<Vec<&'a str>> {
    let mut all = Vec::new();
    let mut last: Vec<Vec<&str>> = vec![Vec::new()];
    for _ in 0..longest {
        last = last
            .iter()
            .flat_map(|sequence| words.iter().map(move |word| [sequence.as_slice(), &[*word]].concat()))
            .collect();
        all.extend(last.clone());
    }
    all
}

#[test]
fn as_the_naive_reference_says() {
    let topics = sequences(&["a", "b", "ab"], 4);
    let patterns = sequences(&["a", "b", "*", "**"], 4);
    let mut compared = 0;
    for pattern in patterns {
        let text = pattern.join(".");
        if check_pattern(&text).is_err() {
            continue;
        }
        for topic in &topics {
            assert_eq!(matches(&text, &topic.join(".")), naive(&pattern, topic), "{text} {}", topic.join("."));
            compared += 1;
        }
    }
    assert!(compared > 10_000, "{compared}");
}

#[test]
fn a_topic_is_a_pattern_of_itself_alone() {
    let topics: Vec<_> = sequences(&["a", "b", "a-b"], 3).iter().map(|topic| topic.join(".")).collect();
    for pattern in &topics {
        assert_eq!((check_topic(pattern), check_pattern(pattern)), (Ok(()), Ok(())), "{pattern}");
        for topic in &topics {
            assert_eq!(matches(pattern, topic), pattern == topic, "{pattern} {topic}");
        }
    }
}

#[test]
fn no_text_makes_it_panic_and_what_is_suggested_is_right() {
    let pieces = ["", "a", ".", "*", "**", " ", "\u{b5}", "\u{1f600}", ".*", "**."];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let text = format!("{a}{b}{c}");
                let Err(error) = check_pattern(&text) else { continue };
                assert!(text.get(error.range()).is_some(), "{text:?} {:?}", error.range());
                let suggested = error.help().strip_prefix("write \"").and_then(|rest| rest.strip_suffix('"'));
                if let Some(suggested) = suggested {
                    assert_eq!(check_pattern(suggested), Ok(()), "{text:?}");
                }
            }
        }
    }
}
