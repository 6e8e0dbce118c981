use daemon_grammar::cron;
use jiff::civil::{self, date};

use super::*;

fn local(at: civil::DateTime) -> i64 {
    at.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second()
}

fn shown(local: i64) -> String {
    jiff::Timestamp::from_second(local).unwrap().strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[test]
fn dates_are_those_of_the_calendar() {
    let day = |date: civil::Date| local(date.at(0, 0, 0, 0)) / DAY;
    let (first, last) = (day(date(1599, 1, 1)), day(date(2401, 12, 31)));
    let mut expected = date(1599, 1, 1);
    for number in first..=last {
        let found = Date::of(number);
        let weekday = u8::try_from(expected.weekday().to_sunday_zero_offset()).unwrap();
        let fields = (found.year, i16::from(found.month), i16::from(found.day), found.weekday);
        assert_eq!(
            fields,
            (i64::from(expected.year()), i16::from(expected.month()), i16::from(expected.day()), weekday)
        );
        let left = expected.days_in_month() - expected.day() + 1;
        assert_eq!(i16::from(found.days_left()), i16::from(left), "{expected}");
        expected = expected.tomorrow().unwrap();
    }
    assert_eq!(Date::of(END - 1), Date { year: 9999, month: 12, day: 31, weekday: 5 });
}

#[test]
fn what_is_next() {
    let from = local(date(2026, 3, 28).at(13, 30, 15, 0));
    let cases = [
        ("* * * * * *", "2026-03-28 13:30:15"),
        ("* * * * *", "2026-03-28 13:31:00"),
        ("30 * * * *", "2026-03-28 14:30:00"),
        ("15 30 13 * * *", "2026-03-28 13:30:15"),
        ("14 30 13 * * *", "2026-03-29 13:30:14"),
        ("20,10 30 13 * * *", "2026-03-28 13:30:20"),
        ("0 2 * * *", "2026-03-29 02:00:00"),
        ("0 13 * * *", "2026-03-29 13:00:00"),
        ("59 23 31 12 *", "2026-12-31 23:59:00"),
        ("0 0 29 2 *", "2028-02-29 00:00:00"),
        ("0 0 29 2 */6", "2032-02-29 00:00:00"),
        ("0 0 13 * FRI", "2026-04-03 00:00:00"),
        ("0 0 1 1 *", "2027-01-01 00:00:00"),
        ("0 12 * * SAT", "2026-04-04 12:00:00"),
        ("0 14 * * SAT", "2026-03-28 14:00:00"),
    ];
    for (text, expected) in cases {
        let next = first_from(&cron::parse(text).unwrap(), from).map(shown);
        assert_eq!(next.as_deref(), Some(expected), "{text}");
    }
    let last = END * DAY - 3_600;
    assert_eq!(first_from(&cron::parse("59 * * * *").unwrap(), last), Some(last + 59 * 60));
    assert_eq!(first_from(&cron::parse("59 22 * * *").unwrap(), last), None);
}

#[test]
fn counting_is_the_same_as_going_from_one_to_the_next() {
    let from = local(date(2027, 12, 30).at(11, 59, 58, 0));
    let texts = ["0 2 * * *", "*/7 * * * *", "5-50/9 1,30 3-7 * * *", "0 0 29 2 *", "30 12 * 2 MON", "0 0 1 * FRI"];
    for text in texts {
        let cron = cron::parse(text).unwrap();
        for length in [0, 1, 3, 3_600, DAY, DAY + 1, 9 * DAY + 77, 65 * DAY] {
            let end = from + length;
            let times = std::iter::successors(first_from(&cron, from), |&at| first_from(&cron, at + 1));
            let expected = times.take_while(|&at| at < end).count();
            assert_eq!(count(&cron, from, end), expected as u64, "{text} for {length} s");
        }
    }
    let never = cron::parse("* * * * * *").unwrap();
    assert_eq!(count(&never, from, from - 1), 0);
}
