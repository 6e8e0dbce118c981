use std::time::Duration;

use super::{Exhaustion, parse};

#[test]
fn what_may_follow() {
    let cases = [
        ("fail", Exhaustion::Fail),
        ("retry_every(5m)", Exhaustion::RetryEvery(Duration::from_secs(300))),
        ("retry_every(1h30m)", Exhaustion::RetryEvery(Duration::from_secs(5400))),
        ("retry_every(1ns)", Exhaustion::RetryEvery(Duration::from_nanos(1))),
    ];
    for (text, exhaustion) in cases {
        assert_eq!(parse(text), Ok(exhaustion), "{text}");
    }
}

#[test]
fn what_may_not_says_where_and_what_to_write() {
    let unknown = "it is `fail` or `retry_every(…)`";
    let either = "write \"fail\" or \"retry_every(5m)\"";
    let five_minutes = "write \"retry_every(5m)\"";
    let cases = [
        ("", unknown, 0..0, either),
        ("restart", unknown, 0..7, either),
        ("Fail", unknown, 0..4, "did you mean \"fail\"?"),
        ("failed", unknown, 0..6, "did you mean \"fail\"?"),
        ("retry_evry(10m)", unknown, 0..15, "did you mean \"retry_every(10m)\"?"),
        ("retry-every(10m)", unknown, 0..16, "did you mean \"retry_every(10m)\"?"),
        ("retry_evry", unknown, 0..10, "did you mean \"retry_every(5m)\"?"),
        ("retry_every 5m", unknown, 0..14, "did you mean \"retry_every(5m)\"?"),
        ("retry_every", "how often is missing", 11..11, five_minutes),
        ("retry_every(5m", "the `)` is missing", 14..14, five_minutes),
        ("retry_every(5m) ", "` ` does not belong here", 15..16, five_minutes),
        ("retry_every(5m))", "`)` does not belong here", 15..16, five_minutes),
        (
            "retry_every()",
            "there is nothing in it",
            12..12,
            "write a number and a unit, such as \"retry_every(5s)\", \"retry_every(100ms)\" or \"retry_every(1h30m)\"",
        ),
        (
            "retry_every(5)",
            "`5` has no unit",
            12..13,
            "write \"retry_every(5s)\" for seconds or \"retry_every(5ms)\" for milliseconds",
        ),
        ("retry_every(5 m)", "a duration has no spaces", 13..14, five_minutes),
        ("retry_every(3w)", "`w` is not a unit of time", 13..14, "the units are d, h, m, s, ms, us and ns"),
        (
            "retry_every(0s)",
            "that is without a pause",
            12..14,
            "write how long it waits from one try to the next, such as \"retry_every(5m)\"",
        ),
    ];
    for (text, message, range, help) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!((error.to_string().as_str(), error.range(), error.help()), (message, range, help), "{text}");
    }
}
