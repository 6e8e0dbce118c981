//! What the supervisor's own tasks run on.
//!
//! A worker of tokio keeps the task that it woke last for itself, to poll it next, and no other worker may take that from it. So if
//! a handler wakes the task that keeps the deadlines, as whoever sets a deadline does, and then blocks its thread, no deadline
//! is kept before that thread is back, however many workers have nothing to do. Where daemons may run on workers, those tasks
//! have a thread of their own, one for the process.
//!
//! On a runtime of one thread they run there: a test drives its clock, and `App::main` keeps such a runtime free of daemons.

use std::sync::LazyLock;
use std::{io, thread};

use tokio::runtime::{Builder, Handle, RuntimeFlavor};
use tokio::task::JoinSet;

/// Where tasks of a supervisor run, and whose end ends them.
pub(crate) struct Own {
    pub(crate) home: Handle,
    /// The thread beside it, if there is one.
    aside: Option<Handle>,
}

impl Own {
    /// For a supervisor made on the current runtime.
    pub(super) fn current() -> Self {
        let home = Handle::current();
        let aside = if home.runtime_flavor() == RuntimeFlavor::CurrentThread { None } else { ASIDE.clone() };
        Self { home, aside }
    }

    /// What they run on.
    pub(crate) fn runtime(&self) -> &Handle {
        self.aside.as_ref().unwrap_or(&self.home)
    }

    /// Spawns a task that ends with the runtime that the supervisor was made on, if not before.
    #[expect(clippy::disallowed_methods, reason = "the supervisor owns these tasks")]
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let Some(aside) = &self.aside else {
            self.home.spawn(task);
            return;
        };
        let mut kept = JoinSet::new();
        kept.spawn_on(task, aside);
        self.home.spawn(async move { while kept.join_next().await.is_some() {} });
    }
}

static ASIDE: LazyLock<Option<Handle>> = LazyLock::new(|| match begin() {
    Ok(handle) => Some(handle),
    Err(error) => {
        tracing::warn!(%error, "no thread for deadlines: while a handler blocks its thread, they may be late");
        None
    }
});

fn begin() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name("daemon-time".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}
