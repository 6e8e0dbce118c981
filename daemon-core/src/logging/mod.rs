//! What daemons log, kept in memory: [`Logs`].
//!
//! A layer is told of every event, and finds out whose it is: the span of a generation is around everything that a generation
//! does, and what the runtime says of a daemon names it. What is formatted is the user's `Debug` and `Display`, which may log
//! in turn; so that happens first, and the lock is taken for as long as it takes to add a line that is made.
//!
//! Levels are pure data with the time as an argument. Each line is judged by them when it comes, so a level is over when its
//! time is; a task then tells `tracing`, which remembers for each place in the code whether anybody listens.

mod follow;
mod layer;
mod level;
mod line;
mod query;
mod shelf;
mod within;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, Weak};
use std::time::Duration;

use follow::Follower;
pub use follow::{Followed, LogStream};
use layer::{Gate, Recorder};
use level::Levels;
pub use level::LogLevel;
pub use line::LogLine;
pub use query::LogQuery;
use shelf::{Shelf, Which};
use tokio::runtime::Handle;
use tokio::time::Instant;
use tracing::{Level, Subscriber, callsite};
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;
pub use within::SystemLogs;

use crate::clock::later;

/// The last lines of each daemon, in memory, and a level for each. Cheap to clone; all clones are the same.
///
/// Give its [`layer`](Self::layer) to the program's subscriber. From then on it keeps what daemons log, in their methods, their
/// child tasks and the destructors of what they track, and what the runtime says of them: the last thousand lines of each,
/// over restarts. However much the current life of one says, a quarter of that stays with the life before. A thread or task of one's own
/// (`std::thread::spawn`, `tokio::spawn`) has to be told whose it is: take `tracing::Span::current()` along and enter it there. What no
/// daemon logs is not kept.
///
/// Lines up to [`Level::INFO`] are kept, unless it is told otherwise; of one daemon, for a while, with
/// [`set_level`](Self::set_level). Levels of other layers are theirs: filter those with
/// `.with_filter(…)`, each by itself. A filter that is given to the subscriber as a whole, `with_max_level` or an `EnvFilter` that is
/// a layer, keeps from all of them what it does not let through.
///
/// ```
/// use daemon_core::prelude::*;
/// use daemon_core::Logs;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// #[daemon(register = false)]
/// struct User;
///
/// #[daemon]
/// impl User {
///     #[init]
///     fn init(&mut self) {
///         tracing::info!(personas = 3, "loaded");
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result {
/// let logs = Logs::new();
/// tracing::subscriber::set_global_default(tracing_subscriber::registry().with(logs.layer()))?;
/// let system = App::empty().with::<User>().start().await?;
///
/// let loaded = logs.of("user").containing("loaded").lines();
/// assert_eq!(loaded[0].to_string(), "INFO user#1 init: loaded  personas=3");
/// # system.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Logs(Arc<Shared>);

struct Shared {
    /// How many lines of a daemon are kept.
    bound: usize,
    kept: Mutex<Kept>,
    levels: RwLock<Levels>,
}

#[derive(Default)]
struct Kept {
    number: u64,
    shelves: BTreeMap<Arc<str>, Shelf>,
    followers: Vec<Follower>,
}

impl Logs {
    /// Keeps a thousand lines of each daemon, up to [`Level::INFO`].
    pub fn new() -> Self {
        Self::keeping(1_000)
    }

    /// Keeps so many lines of each daemon; at least one.
    pub fn keeping(lines: usize) -> Self {
        Self(Arc::new(Shared {
            bound: lines.max(1),
            kept: Mutex::default(),
            levels: RwLock::new(Levels::new(Level::INFO)),
        }))
    }

    /// What tells it of lines: to be given to the program's subscriber, once.
    pub fn layer<S>(&self) -> impl Layer<S> + Send + Sync + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        Recorder(self.clone()).with_filter(Gate(self.clone()))
    }

    /// The lines of one daemon.
    ///
    /// This is there before any app is, and may hear of several: which daemons there are it cannot know, and of one that nobody
    /// has heard of there are no lines. For a name that somebody has typed there is [`within`](Self::within), where an
    /// unknown one is an error with the nearest.
    pub fn of(&self, daemon: &str) -> LogQuery {
        LogQuery::new(self.clone(), Some(daemon))
    }

    /// The lines of all daemons.
    pub fn all(&self) -> LogQuery {
        LogQuery::new(self.clone(), None)
    }

    /// How many lines of a daemon have made room for newer ones.
    pub fn dropped(&self, daemon: &str) -> u64 {
        self.0.kept().shelves.get(daemon).map_or(0, |shelf| shelf.dropped)
    }

    /// From which level on the lines of a daemon are kept.
    pub fn level(&self, daemon: &str) -> LogLevel {
        self.0.levels().of(daemon, Instant::now)
    }

    /// The level of every daemon that has none of its own.
    pub fn set_default_level(&self, level: Level) {
        self.0.change(|levels| levels.set_default(level));
    }

    /// Keeps lines of `daemon` up to `level`, from now on: for good, until this is called again; or for so long if `time` is
    /// given, and then as before, up to the level that it was last given for good, or the default. Of several calls the last
    /// counts, with its time. It stays over restarts, and a daemon that is not there yet may have one: so a name that is never
    /// to come is taken too, and only [`within`](Self::within) a system it is an error.
    ///
    /// The time is that of tokio's clock, and each line is judged by that of the runtime whose thread it is logged on: with a
    /// clock that a test drives, a thread of no runtime has another, the real one. When it is up that is so at once; a task on
    /// the runtime around this call sees to it that lines which are of no interest any more cost nothing again. Called outside
    /// of one, they cost a look at the level each until the next change.
    ///
    /// `tracing` remembers for each place in the code whether anybody listens, and is told with each change. A place that is
    /// reached for the first time ever at the very moment of this call may be remembered as it was before, until the next
    /// change of any level.
    pub fn set_level(&self, daemon: &str, level: Level, time: Option<Duration>) {
        let until = time.map(|time| later(Instant::now(), time));
        self.0.change(|levels| levels.set(daemon, level, until));
        if let (Some(until), Ok(runtime)) = (until, Handle::try_current()) {
            let shared = Arc::downgrade(&self.0);
            #[expect(clippy::disallowed_methods, reason = "it belongs to no system and ends by itself")]
            runtime.spawn(settle_at(until, shared));
        }
    }

    /// The default level for `daemon` again, whatever it was given, for good or for a time.
    pub fn reset_level(&self, daemon: &str) {
        self.0.change(|levels| levels.reset(daemon));
    }
}

/// Once it is `until`, whatever is over is forgotten.
async fn settle_at(until: Instant, shared: Weak<Shared>) {
    tokio::time::sleep_until(until).await;
    if let Some(shared) = shared.upgrade() {
        shared.change(|_| ());
    }
}

impl Default for Logs {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs").field("keeping", &self.0.bound).finish_non_exhaustive()
    }
}

impl Shared {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn levels(&self) -> RwLockReadGuard<'_, Levels> {
        self.levels.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn most(&self) -> Level {
        self.levels().span(Instant::now).0
    }

    fn least(&self) -> Level {
        self.levels().span(Instant::now).1
    }

    fn level_of(&self, daemon: &str) -> Level {
        self.levels().of(daemon, Instant::now).level
    }

    /// Changes levels, and tells `tracing`.
    fn change(&self, change: impl FnOnce(&mut Levels)) {
        /// One after the other: of two at once the one that saw less could have the last word.
        static TELLING: Mutex<()> = Mutex::new(());
        {
            let mut levels = self.levels.write().unwrap_or_else(PoisonError::into_inner);
            levels.settle(Instant::now());
            change(&mut levels);
        }
        let _telling = TELLING.lock().unwrap_or_else(PoisonError::into_inner);
        callsite::rebuild_interest_cache();
    }

    /// A life of a daemon has begun. Gives its name as it is kept.
    fn begin(&self, daemon: &str, which: Which) -> Arc<str> {
        let mut kept = self.kept();
        let name = kept.shelves.get_key_value(daemon).map_or_else(|| Arc::from(daemon), |(name, _)| Arc::clone(name));
        kept.shelves.entry(Arc::clone(&name)).or_default().begin(which);
        name
    }

    fn record(&self, mut line: LogLine) {
        let (woken, gone) = {
            let mut kept = self.kept();
            let kept = &mut *kept;
            kept.number += 1;
            line.number = kept.number;
            let kept_of = kept.shelves.entry(Arc::clone(&line.daemon)).or_default();
            // What is said of a daemon, and not in its span, is of the system that there is.
            line.unit = if line.unit == 0 { kept_of.newest().unit } else { line.unit };
            let line = Arc::new(line);
            let gone = kept_of.add(Arc::clone(&line), self.bound);
            let newest = kept_of.newest();
            kept.followers.retain(|follower| !follower.is_gone());
            let woken: Vec<_> = kept.followers.iter().filter_map(|follower| follower.offer(&line, newest)).collect();
            (woken, gone)
        };
        drop(gone);
        for reader in woken {
            reader.wake();
        }
    }
}

/// Nobody is left who could add a line.
impl Drop for Shared {
    fn drop(&mut self) {
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        for reader in kept.followers.drain(..).filter_map(|follower| follower.close()) {
            reader.wake();
        }
    }
}
