//! The rules that every message keeps to, checked over the texts in `ui/`, and that the list of UI cases is the list of
//! rules.

mod cases;
mod catalogue;
mod lint;
mod listed;
mod samples;

use cases::{Case, cases};
use listed::LISTED;

#[test]
fn every_message_keeps_to_the_rules() {
    let faults: Vec<String> = cases().iter().flat_map(Case::faults).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_rule_has_a_case_and_every_case_a_rule() {
    let faults = catalogue::faults(&catalogue::rules(), &cases::names("rs"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_case_has_its_text_and_every_text_its_case() {
    assert_eq!(cases::names("rs"), cases::names("stderr"));
}

#[test]
fn what_is_legal_gives_no_warnings() {
    for (name, source) in cases::legal() {
        let denies = source.lines().any(|line| line.starts_with("#![deny(warnings"));
        assert!(denies, "{name} does not say `#![deny(warnings)]`");
    }
}

#[test]
fn what_is_listed_exists() {
    let names = cases::names("stderr");
    for listed in LISTED {
        assert!(names.iter().any(|name| name == listed.case), "{} is listed, and there is no such case", listed.case);
    }
}
