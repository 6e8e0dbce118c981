//! The methods of a daemon that run once a generation.

use std::panic::Location;

use super::Source;
use crate::supervise::Registration;

/// A method with `#[init]`, `#[run]` or `#[cleanup]`.
#[derive(Clone, Copy, Debug)]
pub struct Hook {
    /// The method's name.
    pub name: &'static str,
    /// The method's line.
    pub line: u32,
}

/// Which hooks a daemon has, and the file that they and its handlers are in.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Hooks {
    /// Where the impl block is.
    pub file: &'static str,
    /// `#[init]`.
    pub init: Option<Hook>,
    /// `#[run]`.
    pub run: Option<Hook>,
    /// `#[cleanup]`.
    pub cleanup: Option<Hook>,
}

impl Hooks {
    /// No hooks, in the file of the caller.
    #[track_caller]
    pub const fn new() -> Self {
        Self { file: Location::caller().file(), init: None, run: None, cleanup: None }
    }

    /// There is an `#[init]`.
    #[must_use = "returns the changed hooks"]
    pub const fn init(mut self, name: &'static str, line: u32) -> Self {
        self.init = Some(Hook { name, line });
        self
    }

    /// There is a `#[run]`.
    #[must_use = "returns the changed hooks"]
    pub const fn run(mut self, name: &'static str, line: u32) -> Self {
        self.run = Some(Hook { name, line });
        self
    }

    /// There is a `#[cleanup]`.
    #[must_use = "returns the changed hooks"]
    pub const fn cleanup(mut self, name: &'static str, line: u32) -> Self {
        self.cleanup = Some(Hook { name, line });
        self
    }

    /// The place of `line` in the impl block's file.
    pub(crate) const fn at(&self, line: u32) -> Source {
        Source::new(self.file, line)
    }
}

/// Checks, for `ready = "completed"`, that there is a `#[run]` that could complete: the struct's attribute does not see the
/// impl block, so the compiler finds it by evaluating this.
///
/// # Panics
///
/// If there is none.
#[track_caller]
pub const fn completes(registration: &Registration) {
    assert!(
        registration.blueprint().hooks.run.is_some(),
        "`ready = \"completed\"` without a `#[run]` that could complete\n\
         = help: write a `#[run]` in the impl block, or leave `ready` out"
    );
}

impl Default for Hooks {
    #[track_caller]
    fn default() -> Self {
        Self::new()
    }
}
