//! Who is being polled on which thread, and a thread that looks.
//!
//! Each thread that polls daemons has a seat, in which it writes whose turn it is; two stores a poll. One thread for the
//! whole process looks at all seats a few times a second. It stops when nothing has been polled since it last looked,
//! and the next poll wakes it: a process that is idle has no timer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Once, OnceLock, PoisonError, Weak};
use std::thread::Thread;
use std::time::Duration;

use crate::caught::guard;
use crate::mailbox::UnitKey;
use crate::supervise::{Generation, Supervisor};

/// How often the seats are looked at while something is polled.
const PACE: Duration = Duration::from_millis(250);

static ROOM: Room = Room {
    sleeps: AtomicBool::new(false),
    watcher: OnceLock::new(),
    seats: Mutex::new(Vec::new()),
    systems: Mutex::new(Vec::new()),
};

thread_local! {
    static SEAT: Arc<Seat> = ROOM.seat();
}

/// Whom a thread polls.
#[derive(Default)]
struct Seat {
    /// The number of a [`UnitKey`]; that of none if it polls no daemon.
    unit: AtomicU64,
    /// How many polls have begun here. Only the thread itself writes.
    polls: AtomicU64,
}

/// All seats, and all systems whose daemons may sit in them.
struct Room {
    /// The watcher is about to sleep, or does: the next poll wakes it.
    sleeps: AtomicBool,
    watcher: OnceLock<Thread>,
    seats: Mutex<Vec<Watched>>,
    systems: Mutex<Vec<Weak<Supervisor>>>,
}

/// A seat as the watcher last saw it.
struct Watched {
    seat: Arc<Seat>,
    unit: u64,
    polls: u64,
}

/// Marks the poll of a daemon on this thread until it is dropped.
pub(crate) struct Seated {
    /// Whose poll this one is inside of, for whoever runs one system in a handler of another.
    before: u64,
}

impl Seated {
    #[inline]
    pub(crate) fn begin(unit: UnitKey) -> Self {
        // There is no seat any more on a thread that is about to end.
        let before = SEAT.try_with(|seat| seat.begin(unit.number())).unwrap_or_default();
        Self { before }
    }
}

/// The number of the daemon that is being polled on this thread; that of none if none is.
pub(crate) fn seated() -> u64 {
    SEAT.try_with(|seat| seat.unit.load(Ordering::Relaxed)).unwrap_or_default()
}

impl Drop for Seated {
    #[inline]
    fn drop(&mut self) {
        let _ = SEAT.try_with(|seat| seat.unit.store(self.before, Ordering::Relaxed));
    }
}

impl Seat {
    #[inline]
    fn begin(&self, unit: u64) -> u64 {
        let before = self.unit.load(Ordering::Relaxed);
        self.unit.store(unit, Ordering::Relaxed);
        self.polls.store(self.polls.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        if ROOM.sleeps.load(Ordering::Relaxed) {
            ROOM.wake();
        }
        before
    }
}

/// The daemons of `system` are watched from now on, for as long as it lives.
pub(crate) fn enlist(system: &Arc<Supervisor>) {
    static BEGIN: Once = Once::new();
    {
        let mut systems = ROOM.systems();
        systems.retain(|system| system.strong_count() > 0);
        systems.push(Arc::downgrade(system));
    }
    BEGIN.call_once(|| {
        let watcher = std::thread::Builder::new().name("daemon-watch".to_owned());
        if let Err(error) = watcher.spawn(|| ROOM.watch()) {
            tracing::warn!(%error, "no thread to watch for blocked ones: those will not be reported");
        }
    });
}

impl Supervisor {
    /// What lives of the daemon whose key has this number, if it is one of these.
    fn generation_of(&self, key: u64) -> Option<Arc<Generation>> {
        // They were made, and so numbered, in this order.
        let place = self.units.binary_search_by_key(&key, |unit| unit.key.number()).ok()?;
        self.state().current[place].clone()
    }
}

impl Room {
    fn seats(&self) -> MutexGuard<'_, Vec<Watched>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn systems(&self) -> MutexGuard<'_, Vec<Weak<Supervisor>>> {
        self.systems.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new seat, for the thread that asks.
    fn seat(&self) -> Arc<Seat> {
        let seat = Arc::new(Seat::default());
        let mut seats = self.seats();
        seats.retain(|watched| Arc::strong_count(&watched.seat) > 1);
        seats.push(Watched { seat: Arc::clone(&seat), unit: UnitKey::NONE.number(), polls: 0 });
        seat
    }

    #[cold]
    fn wake(&self) {
        if self.sleeps.swap(false, Ordering::Relaxed)
            && let Some(watcher) = self.watcher.get()
        {
            watcher.unpark();
        }
    }

    /// The watcher's thread.
    ///
    /// It says that it is about to sleep one pace before it does, and looks once more in between. So a poll that begins
    /// as it says so is seen then, though neither side waits for its stores to arrive at the other.
    fn watch(&self) {
        self.watcher.get_or_init(std::thread::current);
        loop {
            if self.look() {
                self.sleeps.store(false, Ordering::Relaxed);
                std::thread::park_timeout(PACE);
            } else if self.sleeps.swap(true, Ordering::Relaxed) {
                std::thread::park();
            } else {
                std::thread::park_timeout(PACE);
            }
        }
    }

    /// Looks at all seats. Says whether anything is being polled, or has been since the last look.
    fn look(&self) -> bool {
        let mut any = false;
        let mut held = Vec::new();
        for watched in self.seats().iter_mut() {
            let unit = watched.seat.unit.load(Ordering::Relaxed);
            let polls = watched.seat.polls.load(Ordering::Relaxed);
            let is_busy = unit != UnitKey::NONE.number();
            if is_busy && (unit, polls) == (watched.unit, watched.polls) {
                held.push(unit);
            }
            any |= is_busy || polls != watched.polls;
            (watched.unit, watched.polls) = (unit, polls);
        }
        for unit in held {
            // Whatever a subscriber of the log does, the thread goes on.
            let _ = guard(|| self.look_at(unit));
        }
        any
    }

    /// The same poll of this daemon was there at the last look.
    fn look_at(&self, unit: u64) {
        let systems: Vec<_> = self.systems().iter().filter_map(Weak::upgrade).collect();
        for system in systems {
            if let Some(generation) = system.generation_of(unit) {
                // What is noted has its time by the clock of the system, which a test may drive.
                let _inside = system.own.clock().enter();
                generation.look_at_poll();
            }
        }
    }
}
