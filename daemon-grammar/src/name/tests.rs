use super::{check, check_topic, kebab, of_daemon};

#[test]
fn rust_names_in_kebab_case() {
    let cases = [
        ("UserMonitoring", "user-monitoring"),
        ("user_monitoring", "user-monitoring"),
        ("userMonitoring", "user-monitoring"),
        ("HTTPServer", "http-server"),
        ("Http2Client", "http2-client"),
        ("IOLoop", "io-loop"),
        ("A", "a"),
        ("ABC", "abc"),
        ("r#type", "type"),
        ("_private", "private"),
        ("a__b_", "a-b"),
        ("_", ""),
        ("V2", "v2"),
        ("Feed2EU", "feed2-eu"),
        ("Überwacher", "überwacher"),
    ];
    for (rust, expected) in cases {
        assert_eq!(kebab(rust), expected, "{rust}");
    }
}

#[test]
fn a_trailing_daemon_goes() {
    let cases = [
        ("UserDaemon", "user"),
        ("UserCacheDaemon", "user-cache"),
        ("Daemon", "daemon"),
        ("DaemonWatch", "daemon-watch"),
        ("DaemonDaemon", "daemon"),
        ("Userdaemon", "userdaemon"),
        ("r#UserDaemon", "user"),
    ];
    for (rust, expected) in cases {
        assert_eq!(of_daemon(rust), expected, "{rust}");
    }
}

#[test]
fn names() {
    for good in ["user", "user-cache", "feed-2", "v2", "a"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    let bad = [
        ("", "it is empty", 0..0, "write lower-case words joined by hyphens, such as \"user-cache\""),
        ("User", "`U` is a capital letter", 0..1, "write \"user\""),
        ("user_cache", "`_` does not belong in it", 4..5, "write \"user-cache\""),
        ("user cache", "it has a space in it", 4..5, "write \"user-cache\""),
        ("-user", "it starts with `-`", 0..1, "write \"user\""),
        ("2nd", "it starts with `2`", 0..1, "write \"nd\""),
        ("user-", "it ends with `-`", 4..5, "write \"user\""),
        ("user--cache", "it has two hyphens in a row", 5..6, "write \"user-cache\""),
        ("\u{fc}ber", "`\u{fc}` does not belong in it", 0..2, "write \"ber\""),
    ];
    for (name, message, range, help) in bad {
        let error = check(name).expect_err(name);
        assert_eq!((error.to_string().as_str(), error.range(), error.help()), (message, range, help), "{name}");
    }
}

#[test]
fn what_kebab_makes_of_an_ascii_name_is_a_name() {
    let words = ["User", "HTTP", "x", "_", "2", "Daemon", "Z9"];
    for a in words {
        for b in words {
            for c in words {
                let rust = format!("K{a}{b}{c}");
                assert_eq!(check(&kebab(&rust)), Ok(()), "{rust}");
                assert_eq!(check(&of_daemon(&rust)), Ok(()), "{rust}");
                assert_eq!(kebab(&kebab(&rust)), kebab(&rust), "{rust}");
            }
        }
    }
}

#[test]
fn topics() {
    for good in ["a", "chat.user.created", "my_crate.user-created", "Chat.V2"] {
        assert_eq!(check_topic(good), Ok(()), "{good}");
    }
    let bad = [
        ("", "a segment is empty", 0..0),
        ("chat.", "a segment is empty", 5..5),
        (".chat", "a segment is empty", 0..0),
        ("chat..user", "a segment is empty", 5..5),
        ("chat.*", "a topic has no wildcards", 5..6),
        ("chat user", "` ` does not belong in it", 4..5),
    ];
    for (topic, message, range) in bad {
        let error = check_topic(topic).expect_err(topic);
        assert_eq!((error.to_string().as_str(), error.range()), (message, range), "{topic}");
    }
}
