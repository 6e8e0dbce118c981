//! Why a daemon is not running.

use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::BoxError;
use crate::daemon::Source;

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// `#[init]`, or a field's attribute, returned an error.
    Init,
    /// `#[run]` returned an error.
    Run,
    /// `Context::fail` was called.
    Fail,
    /// A handler, a hook or a child task panicked.
    Panic,
    /// A handler returned an error, and `on_error = "fail"`.
    Handler,
    /// It was not ready within `start_timeout`.
    StartTimeout,
    /// A handler did not finish within `watchdog`.
    Stall,
    /// Its `#[health]` found it unhealthy, and `on_unhealthy = "restart"`; of a change of its health, the reason.
    Health,
    /// It held more memory than its `limits` say.
    Memory,
    /// `#[run]` returned `Ok`, and `restart = "always"`.
    Returned,
    /// A daemon that it depends on failed.
    DependencyLost,
    /// It cannot run here.
    Unavailable,
    /// It had to be given up: a thread is blocked in it and does not come back.
    Blocked,
    /// Something that only a newer version knows, which has written the journal that this was read from.
    Unknown,
}

/// A failure: what, where, and in whose words. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(Arc<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: FailureKind,
    place: Option<Place>,
    message: String,
    /// Whose failure this one follows from.
    following: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    handler: &'static str,
    source: Source,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner { kind, place: None, message: message.into(), following: None }))
    }

    pub(crate) fn from_error(kind: FailureKind, error: &BoxError) -> Self {
        Self::new(kind, in_full(error.as_ref()))
    }

    pub(crate) fn at(mut self, place: Option<(&'static str, Source)>) -> Self {
        Arc::make_mut(&mut self.0).place = place.map(|(handler, source)| Place { handler, source });
        self
    }

    /// What follows from the failure of `culprit` for those who depend on it.
    pub(crate) fn lost(culprit: Arc<str>, cause: &Self) -> Self {
        let message = format!("`{culprit}` failed: {cause}");
        Self(Arc::new(Inner { kind: FailureKind::DependencyLost, place: None, message, following: Some(culprit) }))
    }

    /// The daemon whose failure came first, if this one only follows from it.
    pub fn following(&self) -> Option<&str> {
        self.0.following.as_deref()
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// The error with all its sources, or the panic's message.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The method that failed, where one did.
    pub fn handler(&self) -> Option<&'static str> {
        self.0.place.map(|place| place.handler)
    }

    /// Where that method is.
    pub fn source_place(&self) -> Option<Source> {
        self.0.place.map(|place| place.source)
    }
}

/// `connection refused, in init (src/cache.rs:41)`
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.kind == FailureKind::Panic {
            f.write_str("panicked: ")?;
        }
        f.write_str(&self.0.message)?;
        match self.0.place {
            Some(Place { handler, source }) => write!(f, ", in `{handler}` ({source})"),
            None => Ok(()),
        }
    }
}

impl Error for Failure {}

/// Returned from `#[init]`: the daemon cannot run here, and trying again will not help.
///
/// The daemon ends as [`Status::Unavailable`](crate::Status::Unavailable) instead of `Failed`.
///
/// ```
/// use daemon_core::prelude::*;
/// use daemon_core::Unavailable;
///
/// fn open_camera(path: &std::path::Path) -> Result {
///     if !path.exists() {
///         return Err(Unavailable::new("no camera on this machine").into());
///     }
///     Ok(())
/// }
/// # assert!(open_camera("/nonexistent".as_ref()).is_err());
/// ```
#[derive(Clone, Debug)]
pub struct Unavailable(String);

impl Unavailable {
    /// With the reason, for operators.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Unavailable {}

/// The error and what it says caused it, `outer: inner: innermost`, leaving out what an outer one repeats.
pub(crate) fn in_full(error: &dyn Error) -> String {
    // `Display` is the user's code: one that panics must not take the supervision with it.
    let text = catch_unwind(AssertUnwindSafe(|| chain(error)));
    text.unwrap_or_else(|_| "an error whose text cannot be had: its `Display` panics".to_owned())
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let words = inner.to_string();
        if !text.ends_with(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = inner.source();
    }
    text
}
