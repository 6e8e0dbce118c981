//! Who is charged.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What somebody holds. There for as long as the process: a block may outlive whoever asked for it.
///
/// Alone on its cache line: accounts are opened one after the other, and what one of them is charged would take the line away
/// from the threads that charge others.
#[derive(Debug)]
#[repr(align(64))]
pub struct Account {
    bytes: AtomicUsize,
}

/// Accounts that were closed. One of which nothing is left is given to the next who opens one.
static CLOSED: Mutex<Vec<&'static Account>> = Mutex::new(Vec::new());

thread_local! {
    // Without a destructor and without anything to be made: what the allocator itself may read, at any time of a thread's life.
    static CURRENT: Cell<Option<&'static Account>> = const { Cell::new(None) };
}

impl Account {
    /// An account with nothing on it.
    pub fn open() -> &'static Self {
        // Neither this nor the list is anybody's.
        let _nobody = charge_nobody();
        let mut closed = CLOSED.lock().unwrap_or_else(PoisonError::into_inner);
        match closed.iter().position(|account| account.bytes() == 0) {
            Some(empty) => closed.swap_remove(empty),
            None => Box::leak(Box::new(Self { bytes: AtomicUsize::new(0) })),
        }
    }

    /// Nobody is charged to it any more. What is still on it comes off as it is freed.
    pub fn close(&'static self) {
        let _nobody = charge_nobody();
        CLOSED.lock().unwrap_or_else(PoisonError::into_inner).push(self);
    }

    /// How much was allocated while it was in charge and has not been freed. What was asked for: neither what stands in front of
    /// each block nor what the allocator behind rounds up to is in it.
    #[inline]
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    #[inline]
    pub(crate) fn debit(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn credit(&self, bytes: usize) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Who is charged on this thread now.
#[inline]
pub(crate) fn current() -> Option<&'static Account> {
    CURRENT.try_with(Cell::get).unwrap_or(None)
}

/// Has nobody charged for what is allocated on this thread until what is returned is dropped.
#[inline]
pub fn charge_nobody() -> Charged {
    Charged::begin(None)
}

/// Has what is allocated on this thread charged to `account` until what is returned is dropped, and then to whomever it was before.
#[inline]
pub fn charge(account: &'static Account) -> Charged {
    Charged::begin(Some(account))
}

/// Somebody is charged for what is allocated on this thread. To be dropped in the reverse order.
#[must_use = "nobody is charged once it is dropped"]
#[derive(Debug)]
pub struct Charged {
    before: Option<&'static Account>,
    /// It is about the thread that it was made on.
    _not_send: PhantomData<*const ()>,
}

impl Charged {
    #[inline]
    fn begin(account: Option<&'static Account>) -> Self {
        let before = CURRENT.try_with(|current| current.replace(account)).unwrap_or(None);
        Self { before, _not_send: PhantomData }
    }
}

impl Drop for Charged {
    #[inline]
    fn drop(&mut self) {
        let _ = CURRENT.try_with(|current| current.set(self.before));
    }
}
