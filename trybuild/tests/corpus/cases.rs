//! The cases on disk.

use std::fs;
use std::path::{Path, PathBuf};

use crate::listed::{LISTED, Listed};
use crate::{catalogue, lint};

/// A mistake and what is said about it.
pub(crate) struct Case {
    /// Its path below `ui/`, without the ending: `value/not_a_duration`.
    name: String,
    text: String,
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    let names = names("stderr").into_iter();
    names
        .map(|name| {
            let path = folder().join(format!("{name}.stderr"));
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Case { name, text }
        })
        .collect()
}

/// The names of the files in `ui/` and its folders that end in `ending`, sorted.
pub(crate) fn names(ending: &str) -> Vec<String> {
    let mut names: Vec<_> = files(&folder())
        .iter()
        .filter(|path| path.extension().is_some_and(|own| own == ending))
        .map(|path| {
            let below = path.strip_prefix(folder()).expect("it was found there");
            below.with_extension("").to_str().expect("cases have plain names").replace('\\', "/")
        })
        .collect();
    names.sort();
    names
}

/// The cases of what is odd but legal, with their sources.
pub(crate) fn legal() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pass");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.expect("it can be read").path()).filter(|path| path.is_file());
    files.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("it is text"))).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("it can be read").path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

impl Case {
    /// Everything that is wrong with the text, each with the name of the case.
    pub(crate) fn faults(&self) -> Vec<String> {
        let listed = LISTED.iter().find(|listed| listed.case == self.name);
        let ours = catalogue::kind(&self.name).is_some_and(catalogue::is_catalogue);
        let faults = lint::faults(&self.text, ours, listed.unwrap_or(&Listed::NOTHING));
        faults.into_iter().map(|fault| format!("{}: {fault}", self.name)).collect()
    }
}
