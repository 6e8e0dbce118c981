use jiff::{Timestamp, Zoned};

use super::*;

fn seconds(at: &str) -> i64 {
    at.parse::<Zoned>().unwrap().timestamp().as_second()
}

/// The first `count` times after `after`, as clocks show them, without the zone.
fn times(expression: &str, after: &str, count: usize) -> Vec<String> {
    let zone = &after[after.find('[').unwrap() + 1..after.len() - 1];
    let schedule = Schedule::parse(expression, zone).unwrap();
    let mut at = seconds(after);
    let times = (0..count).map(|_| {
        at = schedule.next(at).unwrap();
        schedule.show(wall::at(at)).split('[').next().unwrap().to_owned()
    });
    times.collect()
}

#[test]
fn spring_in_berlin() {
    let before = "2026-03-28T12:00:00+01:00[Europe/Berlin]";
    let cases = [
        ("30 2 * * *", ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00", "2026-03-31T02:30:00+02:00"]),
        ("0,30 2 * * *", ["2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00", "2026-03-30T02:30:00+02:00"]),
        ("0 2,3 * * *", ["2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00", "2026-03-30T03:00:00+02:00"]),
        ("30 2,3 * * *", ["2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"]),
        ("0 3 * * *", ["2026-03-29T03:00:00+02:00", "2026-03-30T03:00:00+02:00", "2026-03-31T03:00:00+02:00"]),
        ("0 2 29 3 *", ["2026-03-29T03:00:00+02:00", "2027-03-29T02:00:00+02:00", "2028-03-29T02:00:00+02:00"]),
        ("*/30 2 * * *", ["2026-03-30T02:00:00+02:00", "2026-03-30T02:30:00+02:00", "2026-03-31T02:00:00+02:00"]),
    ];
    for (expression, expected) in cases {
        assert_eq!(times(expression, before, 3), expected, "{expression}");
    }
    let night = "2026-03-29T01:30:00+01:00[Europe/Berlin]";
    let rhythm = ["2026-03-29T01:45:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T03:15:00+02:00"];
    assert_eq!(times("*/15 * * * *", night, 3), rhythm);
    assert_eq!(times("30 * * * *", night, 2), ["2026-03-29T03:30:00+02:00", "2026-03-29T04:30:00+02:00"]);
    // From the very second before, and from the very moment.
    let last = "2026-03-29T01:59:59+01:00[Europe/Berlin]";
    assert_eq!(times("30 2 * * *", last, 1), ["2026-03-29T03:00:00+02:00"]);
    let at = "2026-03-29T03:00:00+02:00[Europe/Berlin]";
    assert_eq!(times("30 2 * * *", at, 1), ["2026-03-30T02:30:00+02:00"]);
}

#[test]
fn autumn_in_berlin() {
    let night = "2026-10-25T01:59:00+02:00[Europe/Berlin]";
    let cases = [
        ("30 2 * * *", ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00", "2026-10-27T02:30:00+01:00"]),
        ("0 2,3 * * *", ["2026-10-25T02:00:00+02:00", "2026-10-25T03:00:00+01:00", "2026-10-26T02:00:00+01:00"]),
        ("30 * * * *", ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00"]),
        ("*/30 2 * * *", ["2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+01:00"]),
    ];
    for (expression, expected) in cases {
        assert_eq!(times(expression, night, 3), expected, "{expression}");
    }
    // In the second of the two hours.
    let again = "2026-10-25T02:10:00+01:00[Europe/Berlin]";
    assert_eq!(times("30 2 * * *", again, 1), ["2026-10-26T02:30:00+01:00"]);
    assert_eq!(times("59 1-3 * * *", again, 1), ["2026-10-25T03:59:00+01:00"]);
    assert_eq!(times("30 * * * *", again, 1), ["2026-10-25T02:30:00+01:00"]);
}

#[test]
fn clocks_that_are_put_by_half_an_hour_at_midnight_or_past_a_whole_day() {
    let lord_howe = "2026-10-04T01:00:00+10:30[Australia/Lord_Howe]";
    assert_eq!(times("15 2 * * *", lord_howe, 1), ["2026-10-04T02:30:00+11:00"]);
    let lord_howe = "2026-04-05T01:40:00+11:00[Australia/Lord_Howe]";
    assert_eq!(times("45 1 * * *", lord_howe, 2), ["2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"]);
    // No midnight on the 6th of September, and 23 o'clock twice on the 4th of April.
    let santiago = "2026-09-05T23:00:00-04:00[America/Santiago]";
    assert_eq!(times("@daily", santiago, 2), ["2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00"]);
    let santiago = "2026-04-04T22:00:00-03:00[America/Santiago]";
    assert_eq!(times("30 23 * * *", santiago, 2), ["2026-04-04T23:30:00-03:00", "2026-04-05T23:30:00-04:00"]);
    // No 30th of December 2011.
    let apia = "2011-12-29T13:00:00-10:00[Pacific/Apia]";
    let expected = ["2011-12-31T00:00:00+14:00", "2011-12-31T12:00:00+14:00", "2012-01-01T12:00:00+14:00"];
    assert_eq!(times("0 12 * * *", apia, 3), expected);
    let kathmandu = "1985-12-31T23:00:00+05:30[Asia/Kathmandu]";
    assert_eq!(times("10 0 * * *", kathmandu, 2), ["1986-01-01T00:15:00+05:45", "1986-01-02T00:10:00+05:45"]);
}

#[test]
fn counting_is_the_same_as_going_from_one_to_the_next() {
    for zone in ["Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "UTC"] {
        for expression in ["30 2 * * *", "0,30 0-3 * * *", "0 0 * * *", "*/17 * * * *", "5 */2 * * MON", "0 12 30 12 *"]
        {
            let schedule = Schedule::parse(expression, zone).unwrap();
            let mut after = seconds("2011-12-01T00:00:00+00:00[UTC]") + 12_345;
            for length in [0, 1, 3_600, 86_400, 3 * 86_400 + 7, 40 * 86_400, 400 * 86_400] {
                let last = after + length;
                let all = std::iter::successors(schedule.next(after), |&at| schedule.next(at));
                let expected = all.take_while(|&at| at <= last).count();
                assert_eq!(schedule.count(after, last), expected as u64, "{schedule}, {length} s after {after}");
                after = last;
            }
        }
    }
}

#[test]
fn what_is_next_comes_later_and_time_has_an_end() {
    let every = Schedule::parse("* * * * * *", "Europe/Berlin").unwrap();
    let end = zone::END;
    assert_eq!(end, Timestamp::MAX.as_second() - 1);
    assert_eq!(every.next(end - 1), Some(end));
    assert_eq!((every.next(end), every.next(i64::MAX), every.next(i64::MIN)), (None, None, None));
    assert_eq!((every.count(end - 3, i64::MAX), every.count(i64::MAX, i64::MAX), every.count(9, 5)), (3, 0, 0));
    assert_eq!(every.next_after(wall::at(5) + std::time::Duration::from_millis(1)), Some(wall::at(6)));
}

#[test]
fn what_is_wrong_is_said_of_the_text_that_is_wrong() {
    let error = Schedule::parse("0 0 30 2 *", "Europe/Berlin").unwrap_err();
    assert_eq!((error.text(), error.range()), ("0 0 30 2 *", 4..6));
    let expected =
        "`0 0 30 2 *` is not a schedule: February has no day 30; February ends with day 28, in leap years with day 29";
    assert_eq!(error.to_string(), expected);
    let error = Schedule::parse("@daily", "Berlin").unwrap_err();
    assert_eq!((error.text(), error.range(), error.help()), ("Berlin", 0..6, "did you mean \"Europe/Berlin\"?"));
    let expected = "`Berlin` is not a time zone: there is no zone of that name; did you mean \"Europe/Berlin\"?";
    assert_eq!(error.to_string(), expected);
    assert!(std::error::Error::source(&error).is_some());
    let schedule = Schedule::parse(" @daily ", "UTC").unwrap();
    assert_eq!(
        (schedule.expression(), schedule.zone(), schedule.to_string().as_str()),
        ("@daily", "UTC", "@daily UTC")
    );
}
