//! Time in models: none goes by, and what waits for some may be told at any moment that it has.

use std::future::pending;
use std::sync::OnceLock;
use std::time::Duration;

use shuttle::future::yield_now;
use shuttle::rand::{Rng, thread_rng};
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep};

use crate::mailbox::NotTaken;

/// When a publisher has waited for long enough.
pub(crate) enum Timers {
    Never,
    AtAnyMoment,
}

impl Timers {
    pub(crate) fn new(_runtime: Handle) -> Self {
        Self::Never
    }

    /// Always the same, so that a schedule can be repeated.
    pub(in crate::mailbox) fn now_inside() -> Instant {
        static NOW: OnceLock<Instant> = OnceLock::new();
        *NOW.get_or_init(Instant::now)
    }

    #[expect(clippy::unused_self, reason = "the form is that of the real one")]
    pub(in crate::mailbox) fn now(&self) -> Instant {
        Self::now_inside()
    }

    #[expect(clippy::unused_self, reason = "the form is that of the real one")]
    pub(in crate::mailbox) fn sleep(&self, _time: Duration) -> Sleep {
        unreachable!("nothing is asked in models")
    }

    pub(in crate::mailbox) async fn until(&self, _deadline: Instant) -> Result<(), NotTaken> {
        match self {
            Self::Never => pending().await,
            Self::AtAnyMoment => {
                for _ in 0..thread_rng().gen_range(0..20) {
                    yield_now().await;
                }
                Ok(())
            }
        }
    }
}
