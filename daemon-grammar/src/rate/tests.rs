use std::time::Duration;

use super::{Rate, parse};

#[test]
fn what_is_a_rate() {
    let cases = [
        ("100/1m", 100, Duration::from_secs(60)),
        ("1/1ms", 1, Duration::from_millis(1)),
        ("5/1h30m", 5, Duration::from_secs(5400)),
        ("4294967295/1s", u32::MAX, Duration::from_secs(1)),
    ];
    for (text, count, window) in cases {
        let rate = Rate { count, window };
        assert_eq!(parse(text), Ok(rate), "{text}");
        assert_eq!(rate.to_string(), text);
    }
}

#[test]
fn what_is_not_says_where_and_what_to_write() {
    let example = "write how many and in how long, such as \"100/1m\"";
    let cases = [
        ("", "there is nothing in it", 0..0, example),
        (
            "100",
            "in how long is missing",
            0..3,
            "write \"100/1s\" for so many a second or \"100/1m\" for so many a minute",
        ),
        ("many", "in how long is missing", 0..4, example),
        ("/1m", "how many is missing", 0..0, example),
        ("ten/1m", "`ten` is not a whole number", 0..3, example),
        ("+5/1m", "`+5` is not a whole number", 0..2, example),
        ("-5/1m", "`-5` is not a whole number", 0..2, example),
        ("1.5/1m", "`1.5` is not a whole number", 0..3, example),
        ("0/1m", "that is never", 0..1, example),
        ("4294967296/1m", "`4294967296` is more than 4294967295", 0..10, example),
        ("100 / 1m", "a rate has no spaces", 3..4, "write \"100/1m\""),
        ("100 per minute", "a rate has no spaces", 3..4, example),
        ("100/m", "`m` has no number", 4..5, "write \"100/1m\""),
        ("100/0s", "that is in no time", 4..6, example),
        ("100/1min", "`min` is not a unit of time", 5..8, "write \"100/1m\""),
        ("100/60", "`60` has no unit", 4..6, "write \"100/60s\" for seconds or \"100/60ms\" for milliseconds"),
        (
            "100/1m/2",
            "`/` does not belong here",
            6..7,
            "write a number and a unit, such as \"100/5s\", \"100/100ms\" or \"100/1h30m\"",
        ),
        (
            "100/",
            "there is nothing in it",
            4..4,
            "write a number and a unit, such as \"100/5s\", \"100/100ms\" or \"100/1h30m\"",
        ),
    ];
    for (text, message, range, help) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!((error.to_string().as_str(), error.range(), error.help()), (message, range, help), "{text}");
    }
}
