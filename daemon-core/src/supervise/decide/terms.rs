//! What a daemon has declared, as far as decisions depend on it.

use std::time::Duration;

use crate::daemon::{Declaration, OnDependencyFailure, OnExhausted, Readiness, Restart};

/// The terms on which a unit is started, stopped and started again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Terms {
    /// How long it may take to become ready.
    pub(crate) start: Duration,
    /// How long it may take to drain and clean up.
    pub(crate) stop: Duration,
    pub(crate) restart: Restart,
    pub(crate) exhaustion: OnExhausted,
    pub(crate) on_dependency_failure: OnDependencyFailure,
    pub(crate) ready: Readiness,
    pub(crate) critical: bool,
}

impl From<&Declaration> for Terms {
    fn from(declaration: &Declaration) -> Self {
        Self {
            start: declaration.start_timeout,
            stop: declaration.stop_timeout,
            restart: declaration.restart,
            exhaustion: declaration.exhaustion(),
            on_dependency_failure: declaration.on_dependency_failure,
            ready: declaration.ready,
            critical: declaration.critical,
        }
    }
}
