//! A global allocator that knows whose memory it is.
//!
//! [`Accounting`] stands before another allocator and writes in front of each block who is to be charged for it: the
//! [`Account`] that its thread has [in charge](charge), or nobody. Whoever frees the block, and on whatever thread, that account is
//! credited. So a value that is made in one place and dropped in another is charged to its maker for as long as it lives.
//!
//! This is the whole of it; what accounts are for is `daemon-core`'s business, which gives one to each daemon and exports
//! [`Accounting`] as `daemon_core::limits::Accounting`.
//!
//! ```
//! use daemon_alloc::{Account, Accounting, charge};
//!
//! #[global_allocator]
//! static MEMORY: Accounting = Accounting::new();
//!
//! let account = Account::open();
//! let made = {
//!     let _charged = charge(account);
//!     vec![0_u8; 1000]
//! };
//! assert_eq!(account.bytes(), 1000);
//! std::thread::spawn(move || drop(made)).join().unwrap();
//! assert_eq!(account.bytes(), 0);
//! ```
//!
//! # What it costs
//!
//! Eight bytes for each block, or its alignment if that is more; a look at a thread-local, and an atomic addition where
//! somebody is charged.

mod account;
mod allocator;

pub use account::{Account, Charged, charge, charge_nobody};
pub use allocator::{Accounting, is_installed};
