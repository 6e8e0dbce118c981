//! Blocks by hand: the allocator is not the global one here, so that every step can be looked at, also by Miri.
//!
//! `cargo +nightly miri test -p daemon-alloc --test blocks`

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr;

use daemon_alloc::{Account, Accounting, charge, charge_nobody, is_installed};

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).unwrap()
}

#[test]
fn blocks_are_aligned_and_all_of_them_can_be_written() {
    let memory = Accounting::new();
    for align in [1, 2, 4, 8, 16, 32, 64, 4096] {
        for size in [1, 7, 8, 9, 100, 5000] {
            let layout = layout(size, align);
            // SAFETY: each block is used within its layout, and given back with it.
            unsafe {
                let block = memory.alloc(layout);
                assert_eq!(block.addr() % align, 0, "{layout:?}");
                block.write_bytes(7, size);
                let longer = memory.realloc(block, layout, size * 3);
                assert_eq!(longer.addr() % align, 0, "{layout:?}");
                assert!((0..size).all(|at| *longer.add(at) == 7));
                longer.write_bytes(9, size * 3);
                let tripled = Layout::from_size_align(size * 3, align).unwrap();
                let shorter = memory.realloc(longer, tripled, 1);
                assert_eq!(*shorter, 9);
                memory.dealloc(shorter, Layout::from_size_align(1, align).unwrap());
                let zeroed = memory.alloc_zeroed(layout);
                assert!((0..size).all(|at| *zeroed.add(at) == 0));
                memory.dealloc(zeroed, layout);
            }
        }
    }
}

/// A block on its way to another thread.
struct Sent(*mut u8);

// SAFETY: nobody else has it.
unsafe impl Send for Sent {}

#[test]
fn who_asked_is_charged_until_it_is_freed_by_whomever() {
    let memory = Accounting::new();
    let (one, other) = (Account::open(), Account::open());
    let (small, large) = (layout(100, 8), layout(300, 8));
    // SAFETY: as above.
    unsafe {
        let nobodys = memory.alloc(small);
        let block = {
            let _charged = charge(one);
            memory.alloc(small)
        };
        assert_eq!((one.bytes(), other.bytes()), (100, 0));
        let block = {
            let _charged = charge(other);
            // Inside of it somebody else, and then again.
            let inner = {
                let _charged = charge(one);
                memory.alloc(small)
            };
            assert_eq!((one.bytes(), other.bytes()), (200, 0));
            memory.dealloc(inner, small);
            // What is freed by another is credited to its owner; what grows is charged to who has it grow.
            memory.realloc(block, small, 300)
        };
        assert_eq!((one.bytes(), other.bytes()), (0, 300));
        let block = Sent(block);
        std::thread::spawn(move || Accounting::new().dealloc({ block }.0, large)).join().unwrap();
        assert_eq!((one.bytes(), other.bytes()), (0, 0));
        memory.dealloc(nobodys, small);
    }
    one.close();
    other.close();
}

/// Has nothing more to give after so many.
struct Meagre(Cell<usize>);

impl Meagre {
    fn one_less(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

// SAFETY: those of the system, or none.
unsafe impl GlobalAlloc for Meagre {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        if self.one_less() { unsafe { System.alloc(layout) } } else { ptr::null_mut() }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }
}

#[test]
fn what_cannot_be_had_is_not_charged_and_leaves_what_there_was() {
    let memory = Accounting::before(Meagre(Cell::new(1)));
    let account = Account::open();
    let charged = charge(account);
    let small = layout(64, 16);
    // SAFETY: as above.
    unsafe {
        let block = memory.alloc(small);
        block.write_bytes(5, 64);
        assert!(memory.alloc(small).is_null());
        assert!(memory.alloc_zeroed(small).is_null());
        assert!(memory.realloc(block, small, 1000).is_null());
        assert!((0..64).all(|at| *block.add(at) == 5));
        assert_eq!(account.bytes(), 64);
        // Sizes that leave no room for an owner.
        let most = layout((isize::MAX - 15) as usize, 16);
        assert!(memory.alloc(most).is_null());
        assert!(memory.realloc(block, small, most.size()).is_null());
        memory.dealloc(block, small);
    }
    assert_eq!(account.bytes(), 0);
    drop(charged);
    account.close();
}

#[test]
fn it_is_known_that_it_is_not_the_global_one() {
    assert!(!is_installed());
}

#[test]
fn no_two_accounts_share_a_cache_line() {
    let accounts: Vec<_> = (0..20).map(|_| Account::open()).collect();
    let mut lines: Vec<_> = accounts.iter().map(|account| ptr::from_ref(*account).addr() / 64).collect();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), accounts.len());
    accounts.into_iter().for_each(Account::close);
}

#[test]
fn nobody_is_charged_where_that_is_said() {
    let memory = Accounting::new();
    let (account, small) = (Account::open(), layout(24, 8));
    let charged = charge(account);
    // SAFETY: as above.
    unsafe {
        let block = {
            let _nobodys = charge_nobody();
            memory.alloc(small)
        };
        assert_eq!(account.bytes(), 0);
        memory.dealloc(block, small);
        let block = memory.alloc(small);
        assert_eq!(account.bytes(), 24);
        memory.dealloc(block, small);
    }
    assert_eq!(account.bytes(), 0);
    drop(charged);
    account.close();
}

#[test]
fn an_account_is_used_again_when_nothing_is_left_of_it() {
    let memory = Accounting::new();
    let small = layout(24, 8);
    let account = Account::open();
    // SAFETY: as above.
    unsafe {
        let block = {
            let _charged = charge(account);
            memory.alloc(small)
        };
        account.close();
        let others: Vec<_> = (0..50).map(|_| Account::open()).collect();
        assert!(others.iter().all(|other| !ptr::eq(*other, account) && other.bytes() == 0), "it is not empty yet");
        memory.dealloc(block, small);
        assert_eq!(account.bytes(), 0);
        others.into_iter().for_each(Account::close);
    }
}
