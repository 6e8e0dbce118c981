//! The order of problems, as a table.

use std::time::Duration;

use super::{CheckError, Problem, Reference};
use crate::daemon::Source;

const fn at(line: u32) -> Source {
    Source::new("src/daemons.rs", line)
}

fn no_such(daemon: &str, line: u32, reference: Reference, name: &str) -> Problem {
    Problem::UnknownDaemon {
        daemon: daemon.to_owned(),
        source: at(line),
        reference,
        name: name.to_owned(),
        type_path: None,
        instances: Vec::new(),
        nearest: None,
    }
}

fn other_type(daemon: &str, line: u32) -> Problem {
    Problem::OtherType {
        daemon: daemon.to_owned(),
        source: at(line),
        reference: Reference::DependsOn,
        name: "feed".to_owned(),
        expected: "app::Feed<A>",
        found: "app::Feed<B>",
        instance: "feed-a".to_owned(),
    }
}

fn period(daemon: &str, line: u32, timer: &'static str) -> Problem {
    Problem::BadPeriod { daemon: daemon.to_owned(), source: at(line), timer, wrong: "has a period of zero".to_owned() }
}

fn schedule(daemon: &str, line: u32, timer: &'static str) -> Problem {
    let wrong = "`Europe/Bonn` is not a time zone".to_owned();
    Problem::BadSchedule { daemon: daemon.to_owned(), source: at(line), timer, wrong }
}

fn lossy(daemon: &str, line: u32) -> Problem {
    Problem::LossyLifecycle { daemon: daemon.to_owned(), source: at(line), handler: "x", topic: "daemon.ready" }
}

fn resource(daemon: &str, line: u32, field: &'static str) -> Problem {
    let example = "db".to_owned();
    Problem::MissingResource { daemon: daemon.to_owned(), source: at(line), field, type_name: "app::Db", example }
}

/// In their order: by kind, by daemon, by line, and then by what is left.
fn in_order() -> Vec<Problem> {
    let name = || "x".to_owned();
    vec![
        Problem::Duplicate { name: name(), daemons: [("app::A", at(1)), ("app::B", at(2))] },
        Problem::BadName { name: name(), error: "too short".to_owned() },
        Problem::NotLinked { name: name(), nearest: None },
        Problem::UnknownOnly { name: name(), nearest: None },
        Problem::UnknownProfile { profile: name(), known: Vec::new(), nearest: None },
        no_such("api", 9, Reference::After, "x"),
        no_such("api", 20, Reference::DependsOn, "w"),
        no_such("api", 20, Reference::DependsOn, "x"),
        no_such("api", 20, Reference::OnReady, "x"),
        no_such("cache", 1, Reference::DependsOn, "x"),
        other_type("api", 3),
        other_type("cache", 2),
        Problem::Cycle { path: vec![(name(), at(3))] },
        resource("api", 20, "db"),
        resource("cache", 1, "db"),
        Problem::TopicClash { topic: "a", types: ["app::A", "app::B"] },
        Problem::TopicClash { topic: "b", types: ["app::A", "app::B"] },
        lossy("api", 30),
        lossy("cache", 5),
        period("api", 30, "zeal"),
        period("api", 31, "ardour"),
        period("cache", 5, "zeal"),
        schedule("api", 30, "nightly"),
        schedule("cache", 4, "nightly"),
        Problem::StopBudget { chain: Vec::new(), total: Duration::from_secs(2), shutdown_timeout: Duration::ZERO },
    ]
}

#[test]
fn problems_are_sorted_by_kind_daemon_and_line_however_they_were_found() {
    let in_order = in_order();
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..100 {
        let mut found = in_order.clone();
        random.shuffle(&mut found);
        assert_eq!(CheckError::new(found).problems, in_order);
    }
}

#[test]
fn each_problem_is_there_once_however_often_it_was_found() {
    let in_order = in_order();
    // Every one three times, none beside its like.
    let found = [&in_order[..], &in_order[..], &in_order[..]].concat();
    assert_eq!(CheckError::new(found).problems, in_order);
}
