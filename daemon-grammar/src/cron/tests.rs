use super::{Cron, Set, parse};

fn values(set: Set) -> Vec<u8> {
    set.iter().collect()
}

fn weekdays(cron: &Cron) -> Vec<u8> {
    cron.weekday.values.iter().collect()
}

#[test]
fn what_a_field_may_say() {
    let minutes = [
        ("*", (0..60).collect::<Vec<u8>>()),
        ("0", vec![0]),
        ("59", vec![59]),
        ("05", vec![5]),
        ("5-8", vec![5, 6, 7, 8]),
        ("7-7", vec![7]),
        ("*/20", vec![0, 20, 40]),
        ("*/59", vec![0, 59]),
        ("10-30/10", vec![10, 20, 30]),
        ("10-29/10", vec![10, 20]),
        ("1,2,3", vec![1, 2, 3]),
        ("30,1-3,*/30,2", vec![0, 1, 2, 3, 30]),
    ];
    for (field, expected) in minutes {
        assert_eq!(values(parse(&format!("{field} * * * *")).unwrap().minutes()), expected, "{field}");
    }
    let named = [
        ("SUN", vec![0]),
        ("7", vec![0]),
        ("mon-Fri", vec![1, 2, 3, 4, 5]),
        ("FRI-SUN", vec![0, 5, 6]),
        ("5-7", vec![0, 5, 6]),
        ("0-7", vec![0, 1, 2, 3, 4, 5, 6]),
        ("*", vec![0, 1, 2, 3, 4, 5, 6]),
        ("*/2", vec![0, 2, 4, 6]),
        ("MON,WED", vec![1, 3]),
        ("SUN-SUN", vec![0]),
    ];
    for (field, expected) in named {
        assert_eq!(weekdays(&parse(&format!("0 0 * * {field}")).unwrap()), expected, "{field}");
    }
    assert_eq!(values(parse("0 0 1 JAN,dec,3-5 *").unwrap().months()), [1, 3, 4, 5, 12]);
}

#[test]
fn six_fields_begin_with_the_seconds_and_five_are_at_the_full_minute() {
    let six = parse(" 30  0 2\t* * * ").unwrap();
    assert_eq!((values(six.seconds()), values(six.minutes()), values(six.hours())), (vec![30], vec![0], vec![2]));
    assert_eq!(parse("0 0 2 * * *"), parse("0 2 * * *"));
}

#[test]
fn shorthands() {
    for (short, long) in [
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
        ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * SUN"),
        ("@daily", "0 0 * * *"),
        ("@Midnight", "0 0 * * *"),
        (" @hourly ", "0 * * * *"),
    ] {
        assert_eq!(parse(short), parse(long), "{short}");
    }
}

#[test]
fn days_of_the_month_and_of_the_week() {
    // Friday the 13th, a Friday that is none, a 13th that is no Friday, and neither.
    let days = [(13, 11, 5), (6, 11, 5), (13, 10, 2), (14, 10, 3)];
    let cases = [
        ("0 0 13 * *", [true, false, true, false]),
        ("0 0 * * FRI", [true, true, false, false]),
        ("0 0 13 * FRI", [true, true, true, false]),
        ("0 0 */2 * FRI", [true, false, false, false]),
        ("0 0 13 * */5", [true, false, false, false]),
        ("0 0 1-31 * FRI", [true, true, true, true]),
        ("0 0 13 OCT *", [false, false, true, false]),
        ("0 0 13 OCT FRI", [false, false, true, false]),
    ];
    for (text, expected) in cases {
        let cron = parse(text).unwrap();
        assert_eq!(days.map(|(day, month, weekday)| cron.is_day(day, month, weekday)), expected, "{text}");
    }
}

#[test]
fn what_is_fixed_and_what_is_a_rhythm() {
    for fixed in ["0 2 * * *", "0,30 2 * * *", "0 8-18 * * *", "15 30 2 * * *", "0 0 */2 */3 */2", "@daily"] {
        assert!(parse(fixed).unwrap().is_fixed(), "{fixed}");
    }
    for rhythm in ["0 * * * *", "* 2 * * *", "*/15 2 * * *", "0 8-18/2 * * *", "* 0 2 * * *", "0,10-30/10 2 * * *"] {
        assert!(!parse(rhythm).unwrap().is_fixed(), "{rhythm}");
    }
}

#[test]
fn what_is_not_says_where_and_what_to_write() {
    let fields = "write minute, hour, day, month and weekday, and `*` for any";
    let cases = [
        ("", "there is nothing in it", 0..0, ""),
        ("0", "it has one field of five", 1..1, fields),
        ("0 2 * *", "it has 4 fields of five", 7..7, fields),
        ("0 0 2 * * * 2026", "it has more than six fields", 12..16, ""),
        ("0 0 2 * * * 2026 x", "it has more than six fields", 12..18, ""),
        ("0 25 * * *", "there is no hour 25", 2..4, "hours go from 0 to 23"),
        ("0 24 * * *", "there is no hour 24", 2..4, "hours go from 0 to 23; midnight is 0"),
        ("60 * * * *", "there is no minute 60", 0..2, "minutes go from 0 to 59"),
        ("60 0 * * * *", "there is no second 60", 0..2, "seconds go from 0 to 59"),
        ("0 0 0 * *", "there is no day 0", 4..5, "days go from 1 to 31"),
        ("0 0 1-32 * *", "there is no day 32", 6..8, "days go from 1 to 31"),
        ("0 0 1 13 *", "there is no month 13", 6..8, "months go from 1 to 12 or from JAN to DEC"),
        ("0 0 * * 8", "there is no weekday 8", 8..9, "weekdays go from 0 to 6 or from SUN to SAT; 7 is Sunday too"),
        ("0 99999999999 * * *", "there is no hour 99999999999", 2..13, "hours go from 0 to 23"),
        ("0 x * * *", "`x` is not an hour", 2..3, "hours go from 0 to 23"),
        ("0 -5 * * *", "an hour is missing", 2..2, "write a number, or `*` for any hour; hours go from 0 to 23"),
        ("0 5- * * *", "an hour is missing", 4..4, "write a number, or `*` for any hour; hours go from 0 to 23"),
        ("0, 5 * * *", "a minute is missing", 2..2, ""),
        ("0 0 ? * *", "`?` is not a day", 4..5, "write `*`"),
        ("0 0 L * *", "`L` is not a day", 4..5, "days go from 1 to 31"),
        ("0 0 1 JUNE *", "`JUNE` is not a month", 6..10, "did you mean `JUN`?"),
        ("0 0 * * Monday", "`Monday` is not a weekday", 8..14, "did you mean `MON`?"),
        ("0 0 * * SUM", "`SUM` is not a weekday", 8..11, "did you mean `SUN`?"),
        ("0 22-6 * * *", "`22-6` goes backwards", 2..6, "write `22-23,0-6`"),
        ("0 0 * * FRI-MON", "`FRI-MON` goes backwards", 8..15, "write `FRI-SAT,SUN-MON`"),
        ("0 0 1 NOV-JAN *", "`NOV-JAN` goes backwards", 6..13, "write `NOV-DEC,JAN`"),
        ("*/0 * * * *", "`0` is not a step", 2..3, "a step is a number from 1, such as the 15 in `*/15`"),
        ("*/ * * * *", "the step is missing", 2..2, ""),
        ("*/x * * * *", "`x` is not a step", 2..3, ""),
        ("5/15 * * * *", "`5/15` has a step and no range", 0..4, "write `5-59/15`, or `5` alone"),
        ("*/90 * * * *", "the step in `*/90` leads nowhere", 0..4, "write `0`: steps begin anew with every hour"),
        ("0 8-10/5 * * *", "the step in `8-10/5` leads nowhere", 2..8, "write `8`: steps begin anew with every day"),
        ("@hourli", "`@hourli` is not known", 0..7, "did you mean `@hourly`?"),
        ("@reboot", "`@reboot` is not known", 0..7, ""),
        ("@teatime", "`@teatime` is not known", 0..8, ""),
        ("@daily 5", "nothing can follow a shorthand", 7..8, ""),
        ("0 0 30 2 *", "February has no day 30", 4..6, "February ends with day 28, in leap years with day 29"),
        ("0 0 0 31 4 *", "April has no day 31", 6..8, "the last day of April is 30"),
        ("0 0 31 FEB,NOV *", "February and November have no day 31", 4..6, "the last day of November is 30"),
        ("0 0 31 2,4,6,9 *", "none of these 4 months has a day 31", 4..6, "the last day of September is 30"),
        ("0 0 30-31 2 */2", "February has no day 30", 4..9, ""),
        ("0 \u{fc} * * *", "`\u{fc}` is not an hour", 2..4, ""),
    ];
    for (text, message, range, help) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!((error.to_string().as_str(), error.range()), (message, range), "{text}");
        assert!(help.is_empty() || error.help() == help, "{text}: {}", error.help());
        assert!(text.get(error.range()).is_some() && !error.help().is_empty());
    }
}

#[test]
fn dates_that_some_year_has_are_dates() {
    for text in ["0 0 29 2 *", "0 0 31 1,2 *", "0 0 30 2 MON", "0 0 29 2 */6", "0 0 31 * *", "0 0 */31 2 *"] {
        let expected = text != "0 0 */31 2 *";
        assert_eq!(parse(text).is_ok(), expected, "{text}");
    }
}

#[test]
fn no_text_makes_it_panic_and_ranges_are_in_the_text() {
    let pieces =
        ["", "*", "0", "31", "-", "/", ",", "MON", "feb", "@", "\u{e9}", " ", "\u{2003}", "99999999999", "*/5"];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                for text in [format!("{a}{b}{c} * * *"), format!("{a} {b} {c} {a}{b} {c}{b}"), format!("{a}{b}{c}")] {
                    if let Err(error) = parse(&text) {
                        assert!(text.get(error.range()).is_some(), "{text:?} {:?}", error.range());
                    }
                }
            }
        }
    }
}

#[test]
fn sets_count_and_find() {
    let set = parse("3,10,59 * * * *").unwrap().minutes();
    assert_eq!(
        [0, 3, 4, 10, 11, 59, 60, 64].map(|from| set.first_from(from)),
        [Some(3), Some(3), Some(10), Some(10), Some(59), Some(59), None, None]
    );
    assert_eq!([0, 3, 4, 59, 60, 64, 255].map(|end| set.count_below(end)), [0, 0, 1, 2, 3, 3, 3]);
    assert_eq!((set.len(), set.is_empty()), (3, false));
    assert!(!set.contains(64) && !set.contains(255));
}
