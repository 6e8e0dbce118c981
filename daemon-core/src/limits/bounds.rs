//! `limits(cpu = 0.5, memory = "512MiB")`

/// What a daemon may use: `limits(cpu = 0.5, memory = "512MiB")`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The share of one core for which its tasks may be polled, all of them together, above 0.0 and up to 1.0.
    pub cpu: Option<f64>,
    /// How many bytes it may hold. More is a failure.
    pub memory: Option<u64>,
}

impl Limits {
    /// As much as it likes.
    pub const NONE: Self = Self { cpu: None, memory: None };

    /// Sets `cpu`.
    #[must_use = "returns the changed limits"]
    pub const fn cpu(mut self, share: f64) -> Self {
        self.cpu = Some(share);
        self
    }

    /// Sets `memory`.
    #[must_use = "returns the changed limits"]
    pub const fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::NONE
    }
}
