//! What the supervisor's own tasks run on, and whose clock wakes them.
//!
//! They run where their system was made, because what they do there is also the user's: wakers, filters, destructors, and whoever
//! listens to the log. But on a runtime with workers they cannot count on its timers: while the worker that looked
//! after these blocks, nobody may do so, however many workers have nothing to do. Nor can they be woken from a worker: it
//! keeps the task that it woke last for itself, to poll it next, and if it blocks before that, no other may take it. So a thread
//! of its own, one for the process, does nothing but look at the clock and wake who is due; see [`Alarm`](super::alarm::Alarm).
//!
//! On a runtime of one thread there is no such thread: a test drives its clock, and `App::main` keeps such a runtime free of
//! daemons.

use std::sync::{LazyLock, mpsc};
use std::{io, thread};

use tokio::runtime::{Builder, Handle, RuntimeFlavor};

use super::alarm::Alarm;

/// Where tasks of a supervisor run, and what wakes them in time.
pub(crate) struct Own {
    pub(crate) home: Handle,
    /// The thread that looks at the clock, if there is one beside it.
    clock: Option<Handle>,
}

impl Own {
    /// For a supervisor made on the current runtime.
    pub(super) fn current() -> Self {
        let home = Handle::current();
        let clock = if home.runtime_flavor() == RuntimeFlavor::CurrentThread { None } else { CLOCK.clone() };
        Self { home, clock }
    }

    /// Of these two, the runtime whose timers can be counted on. Nothing of a user's runs there.
    pub(crate) fn clock(&self) -> &Handle {
        self.clock.as_ref().unwrap_or(&self.home)
    }

    /// For a task of the supervisor's that waits for a time.
    pub(crate) fn alarm(&self) -> Alarm {
        Alarm::new(self.clock.as_ref())
    }

    /// Spawns a task.
    #[expect(clippy::disallowed_methods, reason = "the supervisor owns these tasks")]
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.home.spawn(task);
    }
}

static CLOCK: LazyLock<Option<Handle>> = LazyLock::new(|| match begin(thread::Builder::spawn) {
    Ok(handle) => Some(handle),
    Err(error) => {
        tracing::warn!(%error, "no thread for the clock: while a handler blocks its thread, deadlines may be late");
        None
    }
});

type Work = Box<dyn FnOnce() + Send>;

/// The runtime of that thread, which is made there: one that is not to be must not be dropped where somebody starts an app.
fn begin<T>(spawn: impl FnOnce(thread::Builder, Work) -> io::Result<T>) -> io::Result<Handle> {
    let (send, made) = mpsc::sync_channel(1);
    let work = move || match Builder::new_current_thread().enable_time().build() {
        Ok(runtime) => {
            // Whoever asked waits for it.
            let _ = send.send(Ok(runtime.handle().clone()));
            runtime.block_on(std::future::pending::<()>());
        }
        Err(error) => drop(send.send(Err(error))),
    };
    spawn(thread::Builder::new().name("daemon-clock".to_owned()), Box::new(work))?;
    made.recv().map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_thread_there_is_an_error_and_no_panic() {
        let refused = begin(|_, work| {
            drop(work);
            Err::<(), _>(io::Error::from(io::ErrorKind::WouldBlock))
        });
        assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::WouldBlock);
    }
}
