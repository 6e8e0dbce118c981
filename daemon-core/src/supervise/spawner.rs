//! The thread that makes the threads of daemons.
//!
//! On Linux a new thread is as nice as the one that makes it, and who may make itself nicer may not take that back. The next
//! generation of a daemon is launched by whichever thread finds that it is due, which may be the one of a daemon of low
//! priority. So one for the process, of which nobody changes the priority, does nothing but this.

use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

type Work = Box<dyn FnOnce() + Send>;

static SPAWNER: LazyLock<Option<Mutex<Sender<Work>>>> = LazyLock::new(|| {
    let (send, asked) = channel::<Work>();
    let spawner = thread::Builder::new().name("daemon-spawner".to_owned());
    let spawned = spawner.spawn(move || asked.into_iter().for_each(|work| work()));
    spawned.ok().map(|_| Mutex::new(send))
});

/// Runs `work`, which makes a thread and does not panic, where that inherits nothing; here if there is no such place.
pub(super) fn on_spawner(work: impl FnOnce() + Send + 'static) {
    match SPAWNER.as_ref() {
        // It never ends.
        Some(spawner) => drop(spawner.lock().unwrap_or_else(PoisonError::into_inner).send(Box::new(work))),
        None => work(),
    }
}
