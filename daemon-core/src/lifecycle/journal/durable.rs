//! What users are told of a durable journal.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;

use super::Memory;
use super::memory::Shared;

/// How long a start waits for the journal to begin, and a shutdown for it to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// How a durable journal stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Durable {
    /// The number of the last record that is durable; all before it are, but for those that were lost.
    pub written: u64,
    /// How many are still to be written.
    pub pending: u64,
    /// How many could not be written before they fell out of memory. Their numbers are missing in the durable journal.
    pub lost: u64,
    /// Why it cannot be written at present, if so. It is tried again.
    pub error: Option<Arc<str>>,
}

impl Durable {
    /// Whether it cannot be written at present. The journal in memory goes on.
    pub fn is_degraded(&self) -> bool {
        self.error.is_some()
    }
}

/// Why records are not durable.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalError {
    /// The journal cannot be written at present, for this reason. The records are kept in memory, and it is tried again.
    Degraded(Arc<str>),
    /// It is written, but some could not be before they fell out of memory: it had been degraded for long, or they came
    /// faster than the disk takes them.
    #[non_exhaustive]
    Lost {
        /// How many, since this was last told.
        count: u64,
    },
    /// The run is over, and so is its journal.
    Over,
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Degraded(error) => write!(f, "the journal cannot be written at present: {error}"),
            Self::Lost { count } => write!(f, "{count} records of the journal were lost before they could be written"),
            Self::Over => f.write_str("the journal was closed when the run ended"),
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for JournalError {}

impl Memory {
    pub(super) fn durable(&self) -> Option<Durable> {
        let kept = self.shared.kept();
        let progress = kept.progress.as_ref()?;
        // What has fallen out of memory is lost, though the writer has not come to it.
        let gone = kept.first().saturating_sub(progress.cursor + 1);
        Some(Durable {
            written: progress.cursor,
            pending: kept.last() - progress.cursor - gone,
            lost: progress.lost + gone,
            error: progress.error.clone(),
        })
    }

    /// Resolves when everything so far is durable, or cannot be.
    pub(super) async fn flush(&self, runtime: &Handle) -> Result<(), JournalError> {
        if self.shared.kept().progress.is_none() {
            return Ok(());
        }
        let waiting = Waiting { shared: Arc::clone(&self.shared), given_up: Arc::default() };
        let (shared, given_up) = (Arc::clone(&waiting.shared), Arc::clone(&waiting.given_up));
        let flushed = runtime.spawn_blocking(move || shared.wait_durable(&given_up)).await;
        // An error says that the runtime, and with it the system, is gone.
        flushed.unwrap_or(Err(JournalError::Over))
    }

    /// Resolves when the durable journal, if there is one, knows of the run or has failed to take note of it.
    pub(crate) async fn begun(&self, runtime: &Handle) {
        let in_time = self.wait(runtime, |shared| {
            shared.wait_until(|kept| kept.progress.as_ref().is_none_or(|it| it.begun || it.failed > 0 || it.over))
        });
        if !in_time.await {
            tracing::warn!("the journal takes long to open; the daemons start without it");
        }
    }

    /// Resolves when the durable journal, if there is one, is closed.
    pub(crate) async fn closed(&self, runtime: &Handle) {
        let closed =
            self.wait(runtime, |shared| shared.wait_until(|kept| kept.progress.as_ref().is_none_or(|it| it.over)));
        if !closed.await {
            tracing::warn!("the journal takes long to close and was left as it is: its last records may be missing");
        }
    }

    /// Waits by the wall clock, on a thread that may block: a paused clock then stands still.
    async fn wait(&self, runtime: &Handle, wait: impl FnOnce(&Shared) -> bool + Send + 'static) -> bool {
        if self.shared.kept().progress.is_none() {
            return true;
        }
        let shared = Arc::clone(&self.shared);
        runtime.spawn_blocking(move || wait(&shared)).await.unwrap_or(true)
    }
}

impl Shared {
    fn wait_until(&self, done: impl Fn(&super::memory::Kept) -> bool) -> bool {
        let waited = self.news.wait_timeout_while(self.kept(), PATIENCE, |kept| !done(kept));
        let (kept, _) = waited.unwrap_or_else(std::sync::PoisonError::into_inner);
        done(&kept)
    }

    fn wait_durable(&self, given_up: &AtomicBool) -> Result<(), JournalError> {
        let mut kept = self.kept();
        let last = kept.last();
        let Some(progress) = &mut kept.progress else { return Ok(()) };
        let (told, attempts) = (progress.told, progress.attempts);
        progress.prompt();
        self.work.notify_one();
        loop {
            let Some(progress) = &mut kept.progress else { return Ok(()) };
            if progress.cursor >= last {
                progress.told = progress.lost;
                let count = progress.lost - told;
                return if count == 0 { Ok(()) } else { Err(JournalError::Lost { count }) };
            }
            // One that had begun before may have been about less.
            if let Some(error) = progress.error.clone().filter(|_| progress.failed > attempts || progress.over) {
                return Err(JournalError::Degraded(error));
            }
            if progress.over || given_up.load(Ordering::Relaxed) {
                return Err(JournalError::Over);
            }
            kept = self.news.wait(kept).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }
}

/// Somebody waits for a flush. When they no longer do, nor does the thread that waits on their behalf.
struct Waiting {
    shared: Arc<Shared>,
    given_up: Arc<AtomicBool>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Under the lock, so that it is not missed between a look at it and a wait.
        let _kept = self.shared.kept();
        self.given_up.store(true, Ordering::Relaxed);
        self.shared.news.notify_all();
    }
}
