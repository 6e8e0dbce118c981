//! As the global allocator of a program with threads.
//!
//! `MIRIFLAGS=-Zmiri-tree-borrows cargo +nightly miri test -p daemon-alloc --test global`. The other model that Miri has, stacked
//! borrows, takes what a `Box` points to for all that there is, and knows of no allocator that writes before its blocks.

use std::collections::HashMap;
use std::sync::mpsc;

use daemon_alloc::{Account, Accounting, charge, is_installed};

#[global_allocator]
static MEMORY: Accounting = Accounting::new();

#[test]
fn what_collections_hold_is_what_is_charged_whoever_drops_them() {
    assert!(is_installed());
    let accounts: Vec<_> = (0..4).map(|_| Account::open()).collect();
    let (give, given) = mpsc::channel();
    let makers: Vec<_> = accounts
        .iter()
        .map(|account| {
            let (account, give) = (*account, give.clone());
            std::thread::spawn(move || {
                for round in 0..20_u32 {
                    let made: HashMap<u32, String> = {
                        let _charged = charge(account);
                        (0..round).map(|number| (number, format!("number {number}"))).collect()
                    };
                    give.send(made).unwrap();
                }
            })
        })
        .collect();
    for maker in makers {
        maker.join().unwrap();
    }
    drop(give);
    assert!(accounts.iter().all(|account| account.bytes() > 1000));
    // On this thread, where nobody is charged.
    drop(given);
    assert!(accounts.iter().all(|account| account.bytes() == 0));
    accounts.into_iter().for_each(Account::close);
}
