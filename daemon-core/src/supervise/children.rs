//! Child tasks of a generation: `Context::spawn`.

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::Generation;
use super::metered::Metered;
use super::span::Child;
use crate::caught::message;
use crate::daemon::Outcome;
use crate::lifecycle::{FailureKind, in_full};

/// The child tasks of one generation. They end before it does.
#[derive(Default)]
pub(crate) struct Children(Mutex<Family>);

#[derive(Default)]
struct Family {
    /// No more are taken.
    closed: bool,
    /// Once there has been one: most daemons have none.
    born: Option<Box<Born>>,
}

#[derive(Default)]
struct Born {
    next: u64,
    /// In the order in which they were spawned, in which they are aborted. The handle is missing between a task's first
    /// step and `spawn`'s last.
    alive: BTreeMap<u64, Option<AbortHandle>>,
    /// None is alive any more.
    empty: Arc<Notify>,
}

/// Strikes a child off the list when its task is over, however that came.
struct Birth {
    parent: Arc<Generation>,
    key: u64,
}

impl Drop for Birth {
    fn drop(&mut self) {
        let mut family = self.parent.children.family();
        let Some(born) = &mut family.born else { return };
        born.alive.remove(&self.key);
        if born.alive.is_empty() {
            born.empty.notify_waiters();
        }
    }
}

impl Children {
    fn family(&self) -> MutexGuard<'_, Family> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn len(&self) -> usize {
        self.family().born.as_ref().map_or(0, |born| born.alive.len())
    }

    /// Aborts all, takes no more, and waits until the last is gone. Returns how many there were.
    pub(crate) async fn end(&self) -> usize {
        let (count, empty) = {
            let mut family = self.family();
            family.closed = true;
            let Some(born) = &family.born else { return 0 };
            for handle in born.alive.values().flatten() {
                handle.abort();
            }
            (born.alive.len(), Arc::clone(&born.empty))
        };
        loop {
            let mut empty = pin!(empty.notified());
            empty.as_mut().enable();
            if self.len() == 0 {
                return count;
            }
            empty.await;
        }
    }
}

/// Spawns a child of `generation` whose errors are logged and whose panic fails it.
pub(crate) fn guarded_child<F>(generation: &Arc<Generation>, task: F) -> Option<AbortHandle>
where
    F: Future<Output: Outcome> + Send + 'static,
{
    let parent = Arc::clone(generation);
    let span = generation.span_of_child();
    let guarded = async move {
        let outcome = AssertUnwindSafe(task).catch_unwind().await;
        match outcome.map(Outcome::into_result) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                let (daemon, generation, error) = (&parent.unit.name, parent.number, in_full(error.as_ref()));
                tracing::error!(parent: None, %daemon, generation, error, "a child task returned an error; the daemon goes on");
            }
            Err(panic) => parent.fail(FailureKind::Panic, format!("a child task: {}", message(panic.as_ref()))),
        }
    };
    adopt(generation, Child::new(generation.unit.key, span, guarded))
}

/// Spawns `task` as a child of `parent`; not if that is over already.
fn adopt(parent: &Arc<Generation>, task: impl Future<Output = ()> + Send + 'static) -> Option<AbortHandle> {
    let key = {
        let mut family = parent.children.family();
        if family.closed {
            return None;
        }
        let born = family.born.get_or_insert_default();
        let key = born.next;
        born.next += 1;
        born.alive.insert(key, None);
        key
    };
    let birth = Birth { parent: Arc::clone(parent), key };
    let child = async move {
        let _birth = birth;
        task.await;
    };
    let handle = parent.spawn(Metered::child(Arc::clone(parent), child));
    let mut family = parent.children.family();
    if family.closed {
        handle.abort();
    } else if let Some(place) = family.born.as_mut().and_then(|born| born.alive.get_mut(&key)) {
        *place = Some(handle.clone());
    }
    Some(handle)
}
