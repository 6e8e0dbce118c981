//! How many lines each service takes by hand and with the macros, counted in the sources themselves.

use std::fmt;

/// How it is counted, to be said wherever the numbers are.
pub const RULE: &str = "\
Counted are lines that are neither blank nor only a comment, imports and attributes included; there are no tests in these
files. Both versions are formatted by the same rustfmt. `in both` are the lines that `diff` leaves alone: mostly what the
service is about, and a few braces; the rest is what it takes to make that run. What the versions share (store, events,
clients) is not counted, and neither is daemon-core itself.";

/// The sources of one service, or of several, in both versions.
struct Sources {
    what: &'static str,
    by_hand: &'static [&'static str],
    with_macros: &'static [&'static str],
}

const USER: Sources = Sources {
    what: "User",
    by_hand: &[include_str!("by_hand/user.rs")],
    with_macros: &[include_str!("with_macros/user.rs")],
};

const TRAINING: Sources = Sources {
    what: "Training",
    by_hand: &[include_str!("by_hand/training.rs")],
    with_macros: &[include_str!("with_macros/training.rs")],
};

const ROOM_MEMBERSHIP: Sources = Sources {
    what: "RoomMembership",
    by_hand: &[include_str!("by_hand/room_membership.rs")],
    with_macros: &[include_str!("with_macros/room_membership.rs")],
};

const DATA: Sources = Sources {
    what: "Data, which they need",
    by_hand: &[include_str!("by_hand/data.rs")],
    with_macros: &[include_str!("with_macros/data.rs")],
};

const BETWEEN: Sources = Sources {
    what: "what connects them",
    by_hand: &[include_str!("by_hand/bus.rs"), include_str!("by_hand/mod.rs"), include_str!("by_hand/service.rs")],
    with_macros: &[include_str!("with_macros/mod.rs")],
};

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The service.
    pub what: &'static str,
    /// Lines by hand.
    pub by_hand: usize,
    /// Lines with the macros.
    pub with_macros: usize,
    /// How many of them are the same.
    pub in_both: usize,
}

impl Row {
    fn of(sources: &Sources) -> Self {
        let by_hand: Vec<&str> = sources.by_hand.iter().flat_map(|source| code(source)).collect();
        let with_macros: Vec<&str> = sources.with_macros.iter().flat_map(|source| code(source)).collect();
        let in_both = in_both(&by_hand, &with_macros);
        Self { what: sources.what, by_hand: by_hand.len(), with_macros: with_macros.len(), in_both }
    }

    fn sum(what: &'static str, rows: &[Self]) -> Self {
        let sum = |number: fn(&Self) -> usize| rows.iter().map(number).sum();
        let (by_hand, with_macros) = (sum(|row| row.by_hand), sum(|row| row.with_macros));
        Self { what, by_hand, with_macros, in_both: sum(|row| row.in_both) }
    }

    /// How many lines by hand there are for one with the macros.
    pub fn ratio(&self) -> f64 {
        self.by_hand as f64 / self.with_macros as f64
    }

    /// The same, of the lines that are not in both.
    pub fn ratio_of_the_rest(&self) -> f64 {
        (self.by_hand - self.in_both) as f64 / (self.with_macros - self.in_both) as f64
    }
}

/// The lines of `source` that count, without indentation.
fn code(source: &str) -> impl Iterator<Item = &str> {
    source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"))
}

/// How many lines both have, in the same order: what `diff` leaves alone.
fn in_both(some: &[&str], others: &[&str]) -> usize {
    // After each line of `some`, for each beginning of `others`, how many lines it has in common with what was seen.
    let mut common = vec![0; others.len() + 1];
    for line in some {
        let mut diagonal = 0;
        for (place, other) in others.iter().enumerate() {
            let above = common[place + 1];
            common[place + 1] = if line == other { diagonal + 1 } else { above.max(common[place]) };
            diagonal = above;
        }
    }
    common[others.len()]
}

/// The numbers, as a table in Markdown.
#[derive(Clone, Debug)]
pub struct Table(Vec<Row>);

impl Table {
    /// Counts.
    pub fn count() -> Self {
        let three = [USER, TRAINING, ROOM_MEMBERSHIP].map(|sources| Row::of(&sources));
        let rest = [DATA, BETWEEN].map(|sources| Row::of(&sources));
        let sum = Row::sum("**the three**", &three);
        let everything = Row::sum("**everything**", &[sum, rest[0], rest[1]]);
        Self([three.as_slice(), &[sum], &rest, &[everything]].concat())
    }

    /// Its rows, from the top.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| lines                 | by hand | with macros | ratio | in both | ratio of the rest |")?;
        write!(f, "|-----------------------|--------:|------------:|------:|--------:|------------------:|")?;
        for row in &self.0 {
            let Row { what, by_hand, with_macros, in_both } = row;
            let (ratio, rest) = (row.ratio(), row.ratio_of_the_rest());
            write!(
                f,
                "\n| {what:<21} | {by_hand:>7} | {with_macros:>11} | {ratio:>5.1} | {in_both:>7} | {rest:>17.1} |"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_and_comments_do_not_count() {
        let source = "//! A file.\n\nuse a; // counts\n\n/// Docs.\nfn b() {\n    // Why.\n    c();\n}\n";
        assert_eq!(code(source).collect::<Vec<_>>(), ["use a; // counts", "fn b() {", "c();", "}"]);
    }

    #[test]
    fn what_both_have_is_what_diff_leaves_alone() {
        assert_eq!(in_both(&["a", "b", "c", "d"], &["b", "x", "d", "a"]), 2);
        assert_eq!(in_both(&["a", "a", "b"], &["a"]), 1);
        assert_eq!(in_both(&[], &["a"]), 0);
    }

    #[test]
    fn nothing_is_in_the_sources_that_the_rule_does_not_know() {
        for Sources { by_hand, with_macros, .. } in [USER, TRAINING, ROOM_MEMBERSHIP, DATA, BETWEEN] {
            for source in by_hand.iter().chain(with_macros) {
                assert!(!source.contains("/*") && !source.contains("rustfmt::skip") && !source.contains("cfg(test)"));
            }
        }
    }

    #[test]
    fn the_readme_has_the_table_as_it_is_printed() {
        let readme = include_str!("../README.md");
        let table = Table::count().to_string();
        assert!(readme.contains(&table), "put this into README.md:\n{table}");
        assert!(readme.contains(RULE), "put this into README.md:\n{RULE}");
    }
}
