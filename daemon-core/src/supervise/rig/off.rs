//! Nothing is rigged.

use std::future::Future;

use crate::supervise::Generation;
use crate::supervise::activity::Doing;
use crate::supervise::decide::Exit;

/// What tests have arranged: nothing.
#[derive(Clone, Default)]
pub(crate) struct Rig {}

#[expect(clippy::unused_self, reason = "with the test kit they look at the generation")]
impl Generation {
    /// A run of one of the daemon's methods.
    #[inline]
    pub(in crate::supervise) fn run_of<F: Future>(&self, _: Doing, method: F) -> F {
        method
    }

    /// What ends when a test kills the generation.
    #[inline]
    pub(in crate::supervise) fn mortal<F: Future>(&self, life: F) -> F {
        life
    }

    #[inline]
    pub(in crate::supervise) fn note_ending(&self, _: &Exit) {}

    #[inline]
    pub(in crate::supervise) fn note_gone(&self) {}
}
