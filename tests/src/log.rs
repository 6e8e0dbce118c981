//! The log, as somebody who reads it sees it.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::Dispatch;
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing_subscriber::fmt::MakeWriter;

/// Everything that this thread logs while this is alive, and the tasks of a runtime on this thread with it.
#[derive(Debug)]
pub struct Log {
    written: Written,
    _guard: DefaultGuard,
}

#[derive(Clone, Debug, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens from now on.
    pub fn capture() -> Self {
        // With one subscriber in the process, `tracing` asks the thread that first reaches a line of code whether it is
        // of interest, for all threads. With two it asks both.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(NoSubscriber::default()));
        let written = Written::default();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(written.clone())
            .with_ansi(false)
            .without_time()
            .with_target(false)
            .with_max_level(tracing::Level::DEBUG)
            .finish();
        Self { written, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Everything so far, a line for each event.
    pub fn text(&self) -> String {
        let written = self.written.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&written).into_owned()
    }

    /// The lines with all of `words` in them.
    pub fn lines_with(&self, words: &[&str]) -> Vec<String> {
        let has_all = |line: &&str| words.iter().all(|word| line.contains(word));
        self.text().lines().filter(has_all).map(str::to_owned).collect()
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
