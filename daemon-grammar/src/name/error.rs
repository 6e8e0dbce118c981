//! What can be wrong with a name.

use std::ops::Range;

use crate::wrong::text_error;

text_error! {
    /// Why a text is not a name, where in the text, and what to write instead.
    NameError
}

impl NameError {
    pub(super) fn new(message: String, range: Range<usize>, help: String) -> Self {
        Self { message, range, help }
    }
}
