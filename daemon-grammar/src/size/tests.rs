use super::{display, parse, rounded};

#[test]
fn what_is_a_size() {
    let cases = [
        ("0B", 0, "0 B"),
        ("1B", 1, "1 B"),
        ("64KiB", 64 << 10, "64 KiB"),
        ("512MiB", 512 << 20, "512 MiB"),
        ("1536MiB", 1536 << 20, "1.5 GiB"),
        ("2GiB", 2 << 30, "2 GiB"),
        ("3TiB", 3 << 40, "3 TiB"),
        ("18446744073709551615B", u64::MAX, "16777215.9 TiB"),
    ];
    for (text, bytes, for_people) in cases {
        assert_eq!(parse(text), Ok(bytes), "{text}");
        assert_eq!(display(bytes).to_string(), text);
        assert_eq!(rounded(bytes).to_string(), for_people);
    }
}

#[test]
fn what_is_not_says_where_and_what_to_write() {
    let example = "write a number and a unit, such as \"64KiB\", \"512MiB\" or \"2GiB\"";
    let units = "the units are B, KiB, MiB, GiB and TiB";
    let cases = [
        ("", "there is nothing in it", 0..0, example),
        ("512", "`512` has no unit", 0..3, "write \"512MiB\" or \"512B\""),
        ("512 MiB", "a size has no spaces", 3..4, "write \"512MiB\""),
        ("512MB", "`MB` is not a unit of memory", 3..5, "write \"512MiB\""),
        ("512M", "`M` is not a unit of memory", 3..4, "write \"512MiB\""),
        ("512mib", "`mib` is not a unit of memory", 3..6, "write \"512MiB\""),
        ("100b", "`b` is not a unit of memory", 3..4, "write \"100B\""),
        ("5PiB", "`PiB` is not a unit of memory", 1..4, units),
        ("5 apples", "a size has no spaces", 1..2, example),
        ("1.5GiB", "`1.5` is not a whole number", 0..3, "write \"1536MiB\""),
        ("1,5GiB", "`1,5` is not a whole number", 0..3, example),
        ("0.3B", "`0.3` is not a whole number", 0..3, example),
        ("-1MiB", "`-` does not belong here", 0..1, example),
        ("MiB", "`M` does not belong here", 0..1, example),
        ("99999999TiB", "`99999999TiB` is more than there can be", 0..11, example),
    ];
    for (text, message, range, help) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!((error.to_string().as_str(), error.range(), error.help()), (message, range, help), "{text}");
    }
}
