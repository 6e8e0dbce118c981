//! What the journal holds: facts about daemons, each with its place in time and who brought it about.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::health::HealthLevel;
use crate::lifecycle::{Failure, FailureKind, Status};

/// One entry of the journal. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// From 1 in each run, without gaps.
    pub number: u64,
    /// By the wall clock, which may be set and so go back.
    pub wall: SystemTime,
    /// Since the run began; never goes back.
    pub monotonic: Duration,
    /// The machine.
    pub node: Arc<str>,
    /// The process on that machine.
    pub process: u32,
    /// Whom it is about; none if the whole system.
    pub daemon: Option<Arc<str>>,
    /// Which of the daemon's lives; zero before the first.
    pub generation: u64,
    /// What happened.
    pub what: What,
    /// The failure behind it, if one is.
    pub cause: Option<Cause>,
    /// Who brought it about.
    pub actor: Actor,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum What {
    /// The run began, with so many daemons in its roster.
    #[non_exhaustive]
    Began {
        /// How many daemons there are.
        daemons: usize,
    },
    /// The last run was noticed to have ended without saying so.
    #[non_exhaustive]
    LastRunUnclean {
        /// Its process.
        process: u32,
        /// When it began.
        began: SystemTime,
    },
    /// A shutdown began.
    ShuttingDown,
    /// The run is over.
    #[non_exhaustive]
    Ended {
        /// Whether everybody stopped in time, without failing, and nothing was lost.
        clean: bool,
    },
    /// A daemon went from one state to another.
    #[non_exhaustive]
    Moved {
        /// Where it was.
        from: Status,
        /// Where it is.
        to: Status,
        /// If it is Restarting: when, and how often it has.
        retry: Option<Retry>,
        /// If it is Waiting: for whom.
        waiting_for: Vec<Arc<str>>,
    },
    /// A command about a daemon was taken.
    Commanded(Command),
    /// Mail was lost: what was in hand at a crash, or queued at the end.
    #[non_exhaustive]
    Lost {
        /// Whose.
        handler: Arc<str>,
        /// How many.
        count: u64,
        /// Whether it was in hand when the handler failed; it is not delivered again.
        in_hand: bool,
    },
    /// A handler that was well returned an error; more of the same are only counted.
    #[non_exhaustive]
    ErrorsBegan {
        /// Which.
        handler: Arc<str>,
    },
    /// A handler returned `Ok` again.
    #[non_exhaustive]
    ErrorsEnded {
        /// Which.
        handler: Arc<str>,
        /// How many errors in a row it was.
        count: u64,
    },
    /// A handler has not finished for so long.
    #[non_exhaustive]
    Stalled {
        /// Which.
        handler: Arc<str>,
        /// Where it is: `src/sync.rs:88`.
        place: Arc<str>,
        /// Since when, at least.
        age: Duration,
    },
    /// A handler holds its thread for so long without an await.
    #[non_exhaustive]
    Blocking {
        /// Which.
        handler: Arc<str>,
        /// Where it is.
        place: Arc<str>,
        /// Since when, at least.
        age: Duration,
    },
    /// A daemon was restarted more often in the last hour than is healthy, whatever its budget.
    #[non_exhaustive]
    RestartsOften {
        /// How often.
        in_last_hour: usize,
    },
    /// A setting is another now.
    #[non_exhaustive]
    Configured {
        /// `stop_timeout`, `timers.user-monitoring`, `config.model`
        key: Arc<str>,
        /// What it was; none for what is in a daemon's own section, which may be for nobody's eyes.
        from: Option<Arc<str>>,
        /// What it is, likewise.
        to: Option<Arc<str>>,
    },
    /// What a daemon's checks come to has changed. The reason is the record's cause.
    #[non_exhaustive]
    HealthChanged {
        /// How well it counted as being.
        from: HealthLevel,
        /// How well it counts as being.
        to: HealthLevel,
    },
    /// In the words of a newer version, which has written the journal that this was read from.
    Other(Arc<str>),
}

/// A restart to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// The how-manieth in a row, from 1.
    pub attempt: u32,
    /// Of how many.
    pub of: u32,
    /// After so long.
    pub delay: Duration,
}

impl Retry {
    /// The restart `attempt` of `of`, after `delay`.
    pub const fn new(attempt: u32, of: u32, delay: Duration) -> Self {
        Self { attempt, of, delay }
    }
}

/// What a daemon was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Command {
    /// To start.
    Start,
    /// To stop.
    Stop,
    /// To stop and start again.
    Restart,
    /// To try again now.
    Retry,
    /// To forget its failures.
    Reset,
}

/// Who brought something about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Actor {
    /// The supervisor, following the daemon's own policy.
    Supervisor,
    /// The failure of this other daemon.
    Cascade(Arc<str>),
    /// The program, through its `System`.
    Program,
    /// This daemon, through its `Context`: the one that it is about, or one that it stands on and goes along with.
    Daemon(Arc<str>),
    /// Somebody at the command line.
    #[non_exhaustive]
    Operator {
        /// Who.
        who: Arc<str>,
        /// What for.
        why: Option<Arc<str>>,
    },
    /// In the words of a newer version, which has written the journal that this was read from.
    Other(Arc<str>),
}

/// A failure as the journal keeps it: words, so that another process can read it. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cause {
    /// What kind of thing went wrong.
    pub kind: FailureKind,
    /// The error with all its sources, or the panic's message.
    pub message: Arc<str>,
    /// The method, if one failed.
    pub handler: Option<Arc<str>>,
    /// Where that is: `src/sync.rs:88`.
    pub place: Option<Arc<str>>,
}

impl Cause {
    /// A cause without a place.
    pub fn new(kind: FailureKind, message: impl Into<Arc<str>>) -> Self {
        Self { kind, message: message.into(), handler: None, place: None }
    }

    /// The same, in `handler` at `place`.
    #[must_use]
    pub fn at(self, handler: impl Into<Arc<str>>, place: impl Into<Arc<str>>) -> Self {
        Self { handler: Some(handler.into()), place: Some(place.into()), ..self }
    }
}

impl From<&Failure> for Cause {
    fn from(failure: &Failure) -> Self {
        Self {
            kind: failure.kind(),
            message: failure.message().into(),
            handler: failure.handler().map(Arc::from),
            place: failure.source_place().map(|source| source.to_string().into()),
        }
    }
}
