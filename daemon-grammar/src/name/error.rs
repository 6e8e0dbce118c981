//! What can be wrong with a name.

use std::error::Error;
use std::fmt;
use std::ops::Range;

/// Why a text is not a name, where in the text, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    message: String,
    range: Range<usize>,
    help: String,
}

impl NameError {
    pub(super) fn new(message: String, range: Range<usize>, help: String) -> Self {
        Self { message, range, help }
    }

    /// The bytes of the text that the error is about; empty if something is missing there.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// What to write instead.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for NameError {}
