//! `docs/promises.md` is true: each number in it has a test in each file that it names, and no test has another number.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The files with tests, from the root of the repository.
const FOLDERS: [&str; 2] = ["tests/tests", "daemon-core/src"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// For each number, the files with a test that begins with it.
fn tested() -> BTreeMap<String, BTreeSet<String>> {
    let mut tested: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            let file = entry.path().strip_prefix(root()).unwrap().display().to_string();
            for name in text.split("fn ").skip(1).filter_map(number) {
                tested.entry(name).or_default().insert(file.clone());
            }
        }
    }
    tested
}

/// `p05`, of `p05_…`.
fn number(name: &str) -> Option<String> {
    let number = name.get(..4)?.strip_suffix('_')?;
    let digits = number.strip_prefix('p')?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.to_owned())
}

/// For each number of the document, the files that it names.
fn promised() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("docs/promises.md")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| **")?.split_once("** | "));
    let files = |row: &str| {
        let held = row.rsplit_once(" | ").unwrap().1;
        held.split('`').filter_map(|file| Some(file.strip_suffix(".rs")?.to_owned() + ".rs")).collect()
    };
    rows.map(|(number, row)| (number.to_owned(), files(row))).collect()
}

#[test]
fn each_promise_names_the_files_of_its_tests_and_no_others() {
    let (promised, tested) = (promised(), tested());
    assert!(promised.len() >= 25, "the table is read: {promised:?}");
    assert_eq!(promised, tested);
}
