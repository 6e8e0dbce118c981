//! The rules: the functions of the catalogue of diagnostics, and the cases that are called after them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders of what rustc says, in its own words or in those of `#[diagnostic::on_unimplemented]`.
const RUSTC: [&str; 2] = ["type", "body"];

/// `value/not_a_duration` for each function in the catalogue.
pub(crate) fn rules() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../daemon-macros/src/diagnostics");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.expect("it can be read").path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .filter(|path| path.file_stem().is_some_and(|stem| stem != "mod"))
        .flat_map(|path| {
            let kind = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name").to_owned();
            let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            functions(&source).map(|name| format!("{kind}/{name}")).collect::<Vec<_>>()
        })
        .collect()
}

/// The names of the functions that the other modules may call.
pub(crate) fn functions(source: &str) -> impl Iterator<Item = String> {
    let heads = source.lines().filter_map(|line| line.strip_prefix("pub(crate) fn "));
    heads.map(|rest| rest.chars().take_while(|&c| c == '_' || c.is_alphanumeric()).collect())
}

/// Rules without a case, cases without a rule, and cases in folders that nobody knows.
pub(crate) fn faults(rules: &BTreeSet<String>, cases: &[String]) -> Vec<String> {
    let of_catalogue = |case: &&String| kind(case).is_some_and(|kind| !RUSTC.contains(&kind));
    let shown: BTreeSet<_> = cases.iter().filter(of_catalogue).map(|case| rule(case)).collect();
    let without_case = rules.iter().filter(|rule| !shown.contains(rule.as_str()));
    let without_rule = shown.iter().filter(|case| !rules.contains(**case));
    let no_case = without_case.map(|rule| format!("{rule} is in the catalogue and has no case: write ui/{rule}.rs"));
    let no_rule = without_rule.map(|case| format!("ui/{case}.rs is called after no function of the catalogue"));
    no_case.chain(no_rule).collect()
}

/// `value/not_a_duration-no_unit` is a case of `value/not_a_duration`.
fn rule(case: &str) -> &str {
    case.split_once('-').map_or(case, |(rule, _)| rule)
}

/// The folder of a case, if it is in one.
pub(crate) fn kind(case: &str) -> Option<&str> {
    case.split_once('/').map(|(kind, _)| kind)
}

/// Whether a folder is for what the catalogue says.
pub(crate) fn is_catalogue(kind: &str) -> bool {
    !RUSTC.contains(&kind)
}
