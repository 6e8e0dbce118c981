//! `docs/systems.md` is true: each file that it names is there, and each test that it names is in the file before it.

use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("`{path}`: {error}"))
}

/// The last cell of each row.
fn shown() -> Vec<String> {
    let text = read("docs/systems.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.map(|row| row.rsplit_once(" | ").unwrap().1.to_owned());
    cells.filter(|cell| cell != "shown by").collect()
}

#[test]
fn each_row_names_tests_and_examples_that_are_there_or_says_with_what_it_comes() {
    let (mut tests, mut later) = (0, 0);
    for cell in shown() {
        later += usize::from(cell.contains("comes with the "));
        let mut file: Option<(&str, String)> = None;
        for name in cell.split('`').skip(1).step_by(2) {
            if name.contains('.') {
                file = Some((name, read(name)));
                continue;
            }
            let (path, text) = file.as_ref().unwrap_or_else(|| panic!("`{name}` is in no file: {cell}"));
            let (plain, generic) = (format!("fn {name}("), format!("fn {name}<"));
            assert!(text.contains(&plain) || text.contains(&generic), "there is no `{name}` in {path}");
            tests += 1;
        }
        assert!(file.is_some() || cell.contains("comes with the "), "a row that nothing shows: {cell}");
    }
    assert!(tests >= 60 && later >= 4, "the table is read: {tests} tests, {later} that come later");
}
