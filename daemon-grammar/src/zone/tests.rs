use super::{check, names};

#[test]
fn what_is_a_zone() {
    for name in ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+1", "CET", "Asia/Kathmandu"] {
        assert_eq!(check(name), Ok(()), "{name}");
    }
}

#[test]
fn what_is_not_says_which_was_meant() {
    let unknown = "there is no zone of that name";
    let example = "write a city with its continent, such as \"Europe/Berlin\", or \"UTC\"";
    let offset = "an offset does not know when clocks are put forward or back";
    let cases = [
        ("", "there is nothing in it", example),
        ("Europe/Berln", unknown, "did you mean \"Europe/Berlin\"?"),
        ("europe/berlin", unknown, "did you mean \"Europe/Berlin\"?"),
        ("Berlin", unknown, "did you mean \"Europe/Berlin\"?"),
        ("Berlni", unknown, "did you mean \"Europe/Berlin\"?"),
        ("New York", unknown, "did you mean \"America/New_York\"?"),
        ("America/New York", unknown, "did you mean \"America/New_York\"?"),
        ("utc", unknown, "did you mean \"UTC\"?"),
        ("CEST", unknown, example),
        ("Middle-earth/Hobbiton", unknown, example),
        ("+01:00", offset, example),
        ("GMT+2", offset, example),
    ];
    for (name, message, help) in cases {
        let error = check(name).expect_err(name);
        assert_eq!((error.to_string().as_str(), error.help()), (message, help), "{name}");
        assert_eq!(error.range(), 0..name.len());
    }
}

#[test]
fn names_are_sorted_and_there_once() {
    let names: Vec<&str> = names().collect();
    assert!(names.len() > 500 && names.windows(2).all(|pair| pair[0] < pair[1]));
}
