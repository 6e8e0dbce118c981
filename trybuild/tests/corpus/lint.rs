//! What is wrong with the text of one case.

use crate::listed::{Listed, May};

/// The longest first line, in columns, without `error: `.
const LONGEST: usize = 90;

/// One error in a text.
struct Block<'a> {
    /// `E0277`, for rustc's own.
    code: Option<&'a str>,
    first_line: &'a str,
    text: &'a str,
}

/// Everything that is wrong with `text`, except for what `listed` allows. `ours` are texts of the catalogue.
pub(crate) fn faults(text: &str, ours: bool, listed: &Listed) -> Vec<String> {
    let blocks = blocks(text);
    let mut faults = Vec::new();
    if blocks.len() != listed.errors {
        faults.push(format!("{} errors instead of {}", blocks.len(), listed.errors));
    }
    if text.lines().any(|line| line.starts_with("warning")) {
        faults.push("a warning besides".to_owned());
    }
    // "custom attribute panicked", while the evaluation of a constant may.
    if text.replace("evaluation panicked: ", "").contains("panicked") {
        faults.push("a macro panicked".to_owned());
    }
    let allowed = |may| listed.may.contains(&may);
    let of_macro = text.contains("this error originates in the attribute macro");
    if of_macro != allowed(May::PointAtTheAttribute) {
        faults.push(differs("is not about the user's own tokens", of_macro));
    }
    let long = blocks.iter().any(Block::is_long);
    if long != allowed(May::BeLong) {
        faults.push(differs(&format!("has a first line of more than {LONGEST} columns"), long));
    }
    faults.extend(blocks.iter().flat_map(|block| block.faults(ours)));
    faults
}

/// What is listed but not needed is a fault too: the list would otherwise only grow.
fn differs(what: &str, is_so: bool) -> String {
    if is_so { what.to_owned() } else { format!("is listed because it {what}, which is no longer so") }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let starts: Vec<usize> = text
        .match_indices("error")
        .map(|(at, _)| at)
        .filter(|&at| at == 0 || text[..at].ends_with('\n'))
        .filter(|&at| text[at..].starts_with("error: ") || text[at..].starts_with("error["))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| Block::new(&text[start..end])).collect()
}

impl<'a> Block<'a> {
    fn new(text: &'a str) -> Self {
        let line = text.lines().next().unwrap_or_default();
        let (head, first_line) = line.split_once(": ").unwrap_or((line, ""));
        let code = head.strip_prefix("error[").and_then(|code| code.strip_suffix(']'));
        Self { code, first_line, text }
    }

    /// A cycle that rustc finds is named by its constants, which have their place in the name.
    fn is_long(&self) -> bool {
        self.first_line.chars().count() > LONGEST && self.code != Some("E0391")
    }

    fn faults(&self, ours: bool) -> Vec<String> {
        let Self { first_line, text, .. } = self;
        let mut faults = Vec::new();
        let mut fault = |is_so: bool, what: &str| {
            if is_so {
                faults.push(format!("{what}: {first_line}"));
            }
        };
        fault(first_line.starts_with(char::is_uppercase), "begins with a capital letter");
        fault(first_line.ends_with('.'), "ends with a full stop");
        fault(first_line.contains("__"), "names what only generated code names");
        if ours {
            fault(!text.contains("= help: "), "does not say what to write");
            fault(!text.contains("\n --> ") && !text.contains("\n  --> "), "does not say where");
        }
        faults
    }
}
