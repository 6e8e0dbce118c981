//! The cases that differ from the rules, each with the reason.

/// What a case may be although the others may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum May {
    /// Underline the attribute and name its macro.
    PointAtTheAttribute,
    /// Have a first line of more than 90 columns.
    BeLong,
}

/// A case that differs.
pub(crate) struct Listed {
    /// Its path below `ui/`, without the ending.
    pub(crate) case: &'static str,
    /// How many errors it gives.
    pub(crate) errors: usize,
    pub(crate) may: &'static [May],
}

impl Listed {
    /// What holds for all others: one mistake, one error.
    pub(crate) const NOTHING: Self = Self { case: "", errors: 1, may: &[] };

    const fn several(case: &'static str, errors: usize) -> Self {
        Self { case, errors, ..Self::NOTHING }
    }

    const fn which_may(self, may: &'static [May]) -> Self {
        Self { may, ..self }
    }
}

pub(crate) const LISTED: &[Listed] = &[
    // As many mistakes as errors.
    Listed::several("five_mistakes", 5),
    Listed::several("argument/argument_missing", 4),
    Listed::several("type/field_without_default-two", 2),
    Listed::several("type/not_send_future-of_hooks", 3),
    Listed::several("type/unresolved_field", 2),
    Listed::several("value/not_a_daemon", 2),
    // The attribute is the mistake.
    Listed::several("placement/marker_outside_daemon_impl", 1).which_may(&[May::PointAtTheAttribute]),
    Listed::several("placement/marker_outside_daemon_impl-all", 11).which_may(&[May::PointAtTheAttribute]),
    // An `Rc` in an event is neither `Send` nor `Sync`, and rustc says both.
    Listed::several("type/event_not_send", 2),
    // rustc's own words.
    Listed::several("body/question_mark_without_result", 1).which_may(&[May::BeLong]),
    Listed::several("type/unresolved_filter", 1).which_may(&[May::BeLong]),
];
