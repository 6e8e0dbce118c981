//! The pages in `docs/` are held: their programs are compiled, the README leads to each, and what they link to is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `docs/events.md` and the others.
fn pages() -> Vec<String> {
    let files = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut pages: Vec<String> = files.map(|name| format!("docs/{}", name.to_str().unwrap())).collect();
    pages.sort();
    assert!(pages.len() > 10, "{pages:?}");
    pages
}

#[test]
fn the_programs_of_each_page_are_compiled() {
    let compiled = read("daemon-core/src/pages.rs");
    for page in pages() {
        let text = read(&page);
        if text.contains("```rust") {
            assert!(compiled.contains(&format!("\"../../{page}\"")), "{page} is not in daemon-core/src/pages.rs");
        }
        assert!(!text.contains("```rust,ignore"), "{page} has a program that nothing compiles");
    }
}

#[test]
fn the_readme_leads_to_each_page() {
    let readme = read("README.md");
    for page in pages() {
        assert!(readme.contains(&format!("- [`{page}`]({page}): ")), "{page} is not in the README's list");
    }
}

/// What the headings of a page are linked to by, as GitHub makes it.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let headings = headings.map(|line| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-"));
    headings.map(|text| text.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect()).collect()
}

/// What is between `](` and `)` and leads to a place in this repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.contains(' '))
}

#[test]
fn what_is_linked_to_is_there() {
    let others = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/README.md"];
    let mut count = 0;
    for page in pages().into_iter().chain(others.map(str::to_owned)) {
        let text = read(&page);
        for link in links(&text) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = if path.is_empty() {
                root().join(&page)
            } else {
                root().join(Path::new(&page).parent().unwrap()).join(path)
            };
            assert!(path.exists(), "{page} links to {link}, which is not there");
            if !anchor.is_empty() {
                let there = anchors(&fs::read_to_string(&path).unwrap());
                assert!(there.contains(anchor), "{page} links to {link}, and the headings there are {there:?}");
            }
            count += 1;
        }
    }
    assert!(count > 50, "only {count} links are seen");
}
