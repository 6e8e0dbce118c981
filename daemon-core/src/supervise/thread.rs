//! Daemons that run on a thread of their own.
//!
//! Each generation has its own: a runtime of one thread, which is named after the daemon and ends when nothing of the
//! generation is left. Its child tasks run there too. While the clock is paused there is one runtime, which has that clock,
//! and everybody runs on it. What cannot be had, a thread or its priority, is said in the log, and the daemon runs without.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::select;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::living::Living;
use super::metered::Metered;
use super::report::Cleaned;
use super::spawner::on_spawner;
use super::{Generation, Supervisor};
use crate::caught::guard;
use crate::clock::real;
use crate::limits::ThreadPriority;

/// The thread of a generation.
pub(super) struct OwnThread {
    runtime: Handle,
    /// What is to be told once nothing is left there.
    cleaned: Mutex<Option<Cleaned>>,
}

impl OwnThread {
    fn cleaned(&self) -> MutexGuard<'_, Option<Cleaned>> {
        self.cleaned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The generation's task has come to its end. What was spawned beside it, by means of tokio, has not.
    pub(super) fn tell_at_its_end(&self, cleaned: Cleaned) {
        self.cleaned().get_or_insert(cleaned);
    }

    /// Whether the thread has that to tell.
    pub(super) fn is_to_tell(&self) -> bool {
        self.cleaned().is_some()
    }
}

/// The task of a generation, for whoever comes to poll it.
type Shared<T> = Arc<Mutex<Option<T>>>;

fn take<T>(task: &Shared<T>) -> Option<T> {
    task.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Supervisor {
    /// Spawns the task of a generation: on a thread of its own, if it is to have one.
    pub(super) fn spawn_generation(self: &Arc<Self>, generation: Arc<Generation>) {
        let task = Metered::own(Arc::clone(&generation), Living::new(Arc::clone(&generation)));
        match generation.unit.settings().declaration.thread {
            Some(priority) if !self.is_paused() => self.spawn_thread(generation, priority, task),
            _ => drop(generation.spawn(task)),
        }
    }

    fn spawn_thread<T>(self: &Arc<Self>, generation: Arc<Generation>, priority: ThreadPriority, task: T)
    where
        T: Future<Output = ()> + Send + 'static,
    {
        let task = Arc::new(Mutex::new(Some(task)));
        let (alive, home_is_gone) = oneshot::channel::<()>();
        let (running, ended) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name(generation.unit.name.to_string());
        on_spawner(move || {
            let spawned = thread.spawn({
                let (generation, task) = (Arc::clone(&generation), Arc::clone(&task));
                move || {
                    let _running = running;
                    generation.runs_on_its_own(priority, &task, home_is_gone);
                }
            });
            if let Err(error) = spawned {
                generation.runs_with_others(&task, error);
            }
        });
        // As every task of a daemon, it is dropped when the runtime is that the system was started on.
        self.own.spawn(async move {
            let _alive = alive;
            let _ = ended.await;
        });
    }

    /// Whether the clock stands still while something is polled, as a paused one does.
    fn is_paused(&self) -> bool {
        let _inside = self.own.home.enter();
        let (shown, began) = (Instant::now(), real());
        while real() == began {}
        Instant::now() == shown
    }
}

impl Generation {
    /// What a thread of its own does, from beginning to end.
    fn runs_on_its_own<T>(
        self: &Arc<Self>,
        priority: ThreadPriority,
        task: &Shared<T>,
        home_is_gone: oneshot::Receiver<()>,
    ) where
        T: Future<Output = ()> + Send + 'static,
    {
        let runtime = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return self.runs_with_others(task, error),
        };
        if let Err(error) = set(priority) {
            let (daemon, generation) = (&self.unit.name, self.number);
            tracing::warn!(parent: None, %daemon, generation, %priority, %error, "its thread has not the priority that it is to have");
        }
        let Some(task) = take(task) else { return };
        self.set_home(runtime.handle().clone());
        runtime.block_on(async move { drop(select(pin!(task), home_is_gone).await) });
        // Drops what was spawned there beside it. Whatever was begun for threads that may block, nobody waits for here.
        if let Err(panic) = guard(|| runtime.shutdown_background()) {
            self.complain("a task panicked when it was dropped with the thread's runtime", &panic);
        }
        if let Some(cleaned) = self.thread.get().and_then(|thread| thread.cleaned().take()) {
            // Whoever is told is the user's, and may count on a runtime.
            let _inside = self.supervisor.own.home.enter();
            self.all_gone(cleaned);
        }
    }

    /// There is no thread for it. That is said where it runs instead: the log is the user's.
    fn runs_with_others<T>(self: &Arc<Self>, task: &Shared<T>, error: io::Error)
    where
        T: Future<Output = ()> + Send + 'static,
    {
        let Some(task) = take(task) else { return };
        let this = Arc::clone(self);
        self.spawn(async move {
            let (daemon, generation) = (&this.unit.name, this.number);
            tracing::warn!(parent: None, %daemon, generation, %error, "no thread of its own can be had: it runs with the others");
            task.await;
        });
    }

    /// Spawns a task of it where it runs, whatever thread this is called on.
    #[expect(clippy::disallowed_methods, reason = "generations own these tasks, and the supervisor owns generations")]
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.thread.get().map_or(&self.supervisor.daemons, |thread| &thread.runtime).spawn(task).abort_handle()
    }

    fn set_home(&self, runtime: Handle) {
        // A generation is launched once.
        let _ = self.thread.set(Box::new(OwnThread { runtime, cleaned: Mutex::default() }));
    }
}

/// Gives this thread its priority.
#[cfg(target_os = "linux")]
fn set(priority: ThreadPriority) -> io::Result<()> {
    /// By how much a command is niced where nothing else is said.
    const NICE: i32 = 10;
    let by = match priority {
        ThreadPriority::Normal => return Ok(()),
        ThreadPriority::Low => NICE,
        ThreadPriority::High => -NICE,
    };
    // On Linux each thread has its own, and none means the one that asks, which is as nice as the spawner is.
    let nice = rustix::process::getpriority_process(None)?;
    Ok(rustix::process::setpriority_process(None, (nice + by).clamp(-20, 19))?)
}

#[cfg(not(target_os = "linux"))]
fn set(priority: ThreadPriority) -> io::Result<()> {
    match priority {
        ThreadPriority::Normal => Ok(()),
        ThreadPriority::Low | ThreadPriority::High => {
            Err(io::Error::new(io::ErrorKind::Unsupported, "threads have priorities on Linux only"))
        }
    }
}
