use std::time::Duration;

use super::{UNITS, display, parse};

#[test]
fn what_is_a_duration() {
    let cases = [
        ("0s", Duration::ZERO),
        ("5s", Duration::from_secs(5)),
        ("100ms", Duration::from_millis(100)),
        ("2m", Duration::from_secs(120)),
        ("1h", Duration::from_secs(3600)),
        ("1d", Duration::from_secs(86_400)),
        ("7us", Duration::from_micros(7)),
        ("7ns", Duration::from_nanos(7)),
        ("1h30m", Duration::from_secs(5400)),
        ("1d2h3m4s5ms6us7ns", Duration::new(93_784, 5_006_007)),
        ("007s", Duration::from_secs(7)),
        ("90m", Duration::from_secs(5400)),
        ("18446744073709551615s", Duration::from_secs(u64::MAX)),
    ];
    for (text, duration) in cases {
        assert_eq!(parse(text), Ok(duration), "{text}");
    }
}

#[test]
fn what_is_not_says_where_and_what_to_write() {
    let cases = [
        ("", "there is nothing in it", 0..0, "write a number and a unit, such as \"5s\", \"100ms\" or \"1h30m\""),
        ("5", "`5` has no unit", 0..1, "write \"5s\" for seconds or \"5ms\" for milliseconds"),
        ("1h30", "`30` has no unit", 2..4, "write \"1h30s\" for seconds or \"1h30ms\" for milliseconds"),
        ("5sec", "`sec` is not a unit of time", 1..4, "write \"5s\""),
        ("5 sec", "a duration has no spaces", 1..2, "write \"5s\""),
        (" 5s", "a duration has no spaces", 0..1, "write \"5s\""),
        ("1h 30m", "a duration has no spaces", 2..3, "write \"1h30m\""),
        ("5S", "`S` is not a unit of time", 1..2, "write \"5s\""),
        (
            "3 fortnights",
            "a duration has no spaces",
            1..2,
            "write a number and a unit, such as \"5s\", \"100ms\" or \"1h30m\"",
        ),
        ("3w", "`w` is not a unit of time", 1..2, "the units are d, h, m, s, ms, us and ns"),
        ("5\u{b5}s", "`\u{b5}s` is not a unit of time", 1..4, "write \"5us\""),
        ("1.5s", "`1.5` is not a whole number", 0..3, "write \"1s500ms\""),
        (
            "1,5s",
            "`1,5` is not a whole number",
            0..3,
            "write a number and a unit, such as \"5s\", \"100ms\" or \"1h30m\"",
        ),
        ("30m1h", "`h` must come earlier, and once", 4..5, "write \"1h30m\""),
        ("1s1s", "`s` must come earlier, and once", 3..4, "write \"2s\""),
        ("s", "`s` does not belong here", 0..1, "write a number and a unit, such as \"5s\", \"100ms\" or \"1h30m\""),
        ("-5s", "`-` does not belong here", 0..1, "write a number and a unit, such as \"5s\", \"100ms\" or \"1h30m\""),
        ("1_000ms", "`_` does not belong here", 1..2, "write \"1s\""),
        (
            "18446744073709551616s",
            "`18446744073709551616s` is too long",
            0..21,
            "the longest is about 584 thousand million years",
        ),
    ];
    for (text, message, range, help) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!((error.to_string().as_str(), error.range(), error.help()), (message, range, help), "{text}");
    }
}

#[test]
fn whatever_is_written_reads_back() {
    // A small generator is enough: every magnitude, every remainder pattern.
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    for round in 0..20_000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let nanos = u32::try_from(seed % 1_000_000_000).expect("a remainder below 10^9");
        let duration = Duration::new(seed >> (round % 64), nanos);
        assert_eq!(parse(&display(duration).to_string()), Ok(duration));
    }
    for extreme in [Duration::ZERO, Duration::MAX, Duration::from_nanos(1)] {
        assert_eq!(parse(&display(extreme).to_string()), Ok(extreme));
    }
}

#[test]
fn no_text_makes_it_panic_and_ranges_are_in_the_text() {
    let pieces = [
        "",
        "5",
        "0",
        "99999999999999999999999999999999999999999",
        "s",
        "ms",
        "sec",
        " ",
        ".",
        "\u{b5}",
        "\u{1f600}",
        "-",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let text = format!("{a}{b}{c}");
                if let Err(error) = parse(&text) {
                    assert!(text.get(error.range()).is_some(), "{text:?} {:?}", error.range());
                }
            }
        }
    }
}

#[test]
fn units_go_from_long_to_short() {
    assert!(UNITS.is_sorted_by(|(_, longer), (_, shorter)| longer > shorter));
}
