//! That the checks can fail: what they say about texts and lists that are wrong.

use std::collections::BTreeSet;

use crate::catalogue;
use crate::lint::faults;
use crate::listed::{Listed, May};

const GOOD: &str = "\
error: the period cannot be zero
       = help: write \"5s\"
 --> ui/value/zero_duration.rs:8:16
  |
8 |     #[interval(\"0s\")]
  |                ^^^^
";

const RUSTC: &str = "\
error[E0277]: `Poller` is not `Sync`
  --> ui/type/not_sync_daemon.rs:13:20
";

/// The faults of the catalogue's `text`, without the line they quote.
fn of(text: &str) -> Vec<String> {
    let without_quote = |fault: String| fault.split_once(": ").map(|(what, _)| what.to_owned()).unwrap_or(fault);
    faults(text, true, &Listed::NOTHING).into_iter().map(without_quote).collect()
}

#[test]
fn good_texts_have_no_faults() {
    assert_eq!(of(GOOD), [""; 0]);
    assert_eq!(faults(RUSTC, false, &Listed::NOTHING), [""; 0]);
}

#[test]
fn one_mistake_is_one_error() {
    assert_eq!(of(&format!("{GOOD}\n{GOOD}")), ["2 errors instead of 1"]);
    assert_eq!(of(&format!("{GOOD}\n{RUSTC}")), ["2 errors instead of 1", "does not say what to write"]);
    assert_eq!(of(""), ["0 errors instead of 1"]);
    let listed = Listed { errors: 2, ..Listed::NOTHING };
    assert_eq!(faults(GOOD, true, &listed), ["1 errors instead of 2"]);
}

#[test]
fn a_warning_is_one_thing_too_many() {
    assert_eq!(of(&format!("{GOOD}\nwarning: unused variable: `event`\n")), ["a warning besides"]);
}

#[test]
fn a_macro_that_panics_says_nothing() {
    let text = GOOD.replace("the period cannot be zero", "custom attribute panicked");
    assert_eq!(of(&text), ["a macro panicked"]);
}

#[test]
fn spans_are_the_users() {
    let text =
        format!("{GOOD}  = note: this error originates in the attribute macro `daemon` (in Nightly builds, …)\n");
    assert_eq!(of(&text), ["is not about the user's own tokens"]);
}

#[test]
fn first_lines_read_alike() {
    let with = |first_line: &str| of(&GOOD.replace("the period cannot be zero", first_line));
    assert_eq!(with("Invalid period"), ["begins with a capital letter"]);
    assert_eq!(with("the period cannot be zero."), ["ends with a full stop"]);
    assert_eq!(with("`daemon_core::__private::Outcome` missing"), ["names what only generated code names"]);
    assert_eq!(with(&"a".repeat(90)), [""; 0]);
    assert_eq!(with(&"a".repeat(91)), ["has a first line of more than 90 columns"]);
    let cycle = RUSTC.replace("E0277", "E0391").replace("`Poller` is not `Sync`", &"a".repeat(91));
    assert_eq!(faults(&cycle, false, &Listed::NOTHING), [""; 0]);
}

#[test]
fn every_message_of_ours_helps_and_points() {
    assert_eq!(of(&GOOD.replace("= help: write \"5s\"", "")), ["does not say what to write"]);
    assert_eq!(of(&GOOD.replace(" --> ui", " ui")), ["does not say where"]);
}

#[test]
fn what_is_listed_without_need_is_a_fault() {
    let long = Listed { may: &[May::BeLong, May::PointAtTheAttribute], ..Listed::NOTHING };
    let found = faults(GOOD, true, &long);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|fault| fault.ends_with("which is no longer so")), "{found:?}");
}

#[test]
fn rules_and_cases_are_compared_both_ways() {
    let rules = BTreeSet::from(["value/zero_duration".to_owned(), "value/not_a_name".to_owned()]);
    let cases = ["five_mistakes", "type/cycle", "value/not_a_name-short", "value/gone"].map(str::to_owned);
    assert_eq!(
        catalogue::faults(&rules, &cases),
        [
            "value/zero_duration is in the catalogue and has no case: write ui/value/zero_duration.rs",
            "ui/value/gone.rs is called after no function of the catalogue",
        ]
    );
    assert_eq!(catalogue::faults(&rules, &["speling/x".to_owned()]).len(), 3);
}

#[test]
fn functions_are_found_in_the_source() {
    let source = "fn helper() {}\n\npub(crate) fn one(a: u8) {}\n\npub(crate) fn two_roles<'a>() {}\n";
    assert_eq!(catalogue::functions(source).collect::<Vec<_>>(), ["one", "two_roles"]);
}
