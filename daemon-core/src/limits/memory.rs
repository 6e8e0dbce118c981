//! What a daemon holds, where that is measured: with the feature `memory`, in a program whose global allocator is `Accounting`.

#[cfg(feature = "memory")]
pub(crate) use measured::{Purse, charge_nobody, is_measured};
#[cfg(not(feature = "memory"))]
pub(crate) use not_measured::{Purse, charge_nobody, is_measured};

#[cfg(feature = "memory")]
mod measured {
    use std::sync::OnceLock;

    pub(crate) use daemon_alloc::charge_nobody;
    use daemon_alloc::{Account, Charged, charge, is_installed};

    /// The account of one daemon, over all generations; none where nothing is measured.
    #[derive(Debug)]
    pub(crate) struct Purse(Option<&'static Account>);

    /// Whether memory is charged to anybody.
    pub(crate) fn is_measured() -> bool {
        static INSTALLED: OnceLock<bool> = OnceLock::new();
        *INSTALLED.get_or_init(is_installed)
    }

    impl Purse {
        pub(crate) fn open() -> Self {
            Self(is_measured().then(Account::open))
        }

        /// What is allocated on this thread is the daemon's, until what is returned is dropped.
        #[inline]
        pub(crate) fn charge(&self) -> Option<Charged> {
            self.0.map(charge)
        }

        /// What it holds, in bytes, if that is measured.
        #[inline]
        pub(crate) fn held(&self) -> Option<u64> {
            self.0.map(|account| account.bytes() as u64)
        }
    }

    impl Drop for Purse {
        fn drop(&mut self) {
            if let Some(account) = self.0 {
                account.close();
            }
        }
    }
}

#[cfg(not(feature = "memory"))]
mod not_measured {
    /// Nothing is measured.
    #[derive(Debug)]
    pub(crate) struct Purse;

    pub(crate) const fn is_measured() -> bool {
        false
    }

    /// Nobody is charged for anything.
    #[inline]
    pub(crate) const fn charge_nobody() -> Purse {
        Purse
    }

    #[expect(clippy::unused_self, reason = "as where it is measured")]
    impl Purse {
        pub(crate) const fn open() -> Self {
            Self
        }

        #[inline]
        pub(crate) const fn charge(&self) -> Option<Self> {
            None
        }

        #[inline]
        pub(crate) const fn held(&self) -> Option<u64> {
            None
        }
    }
}
