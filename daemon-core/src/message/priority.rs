//! Which mail comes first.

/// Which of a daemon's mail begins first: what is of higher priority, and within one priority what came first.
///
/// Lower priorities do not starve: one run in eight, while more urgent mail keeps coming, goes to the priority below it, one
/// in thirty-two to the one below that, and one in sixty-four to the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// After everything else.
    Low,
    /// That of everything for which nothing is said.
    #[default]
    Normal,
    /// Before what is normal.
    High,
    /// Before everything else.
    Critical,
}

impl Priority {
    /// As it is written in attributes: `low`, `normal`, `high`, `critical`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}
