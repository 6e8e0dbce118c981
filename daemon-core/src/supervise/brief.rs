//! A lock that is held for a moment at a time.

use std::hint::spin_loop;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// How often the lock is looked at before a thread sleeps until it is free, and how long it pauses in between: in all about as
/// long as it takes to fall asleep and to be woken.
const LOOKS: u32 = 50;
const PAUSES: u32 = 8;

/// A lock that is held for no longer than it takes to fall asleep and to be woken. So whoever wants it looks for a while whether it
/// is free: asleep they would wait longer, and whoever holds it would have to wake them, which takes longer than what it is held
/// for. Of two workers that start or stop thousands of daemons one or the other wants it nearly always.
pub(super) struct Brief<T>(Mutex<T>);

impl<T> Brief<T> {
    pub(super) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, T> {
        for _ in 0..LOOKS {
            match self.0.try_lock() {
                Ok(value) => return value,
                Err(TryLockError::Poisoned(panicked)) => return panicked.into_inner(),
                Err(TryLockError::WouldBlock) => {
                    for _ in 0..PAUSES {
                        spin_loop();
                    }
                }
            }
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
