//! What has gone wrong with a unit.

use std::ops::Deref;
use std::time::Duration;

use super::{Streak, UnitId};
use crate::lifecycle::Failure;
use crate::lifecycle::journal::Retry;

/// What has gone wrong with a unit, and what it is to come back for.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// What went wrong after the generation that is stopping had said how it ends.
    pub(super) mishap: Option<Failure>,
    /// What it failed with first of all, unless that was forgotten by command.
    pub(super) first_failure: Option<Failure>,
    pub(super) streak: Streak,
    /// The last restart by policy.
    pub(super) retry: Option<Retry>,
    /// When it is started again by itself, if it is.
    pub(super) next: Option<Duration>,
    /// Of whom it was said that it waits for them in vain, and of which of their incidents.
    pub(super) said_stuck: Option<(UnitId, u64)>,
}

static NONE: Trouble =
    Trouble { mishap: None, first_failure: None, streak: Streak::NONE, retry: None, next: None, said_stuck: None };

/// That of a unit, read as if there were always some. Who never had any keeps no room for it.
#[derive(Debug, Default)]
pub(super) struct Troubles(Option<Box<Trouble>>);

impl Troubles {
    /// Something goes wrong.
    pub(super) fn note(&mut self) -> &mut Trouble {
        self.0.get_or_insert_default()
    }

    /// What went wrong, if anything has: to be changed.
    pub(super) fn noted(&mut self) -> Option<&mut Trouble> {
        self.0.as_deref_mut()
    }
}

impl Deref for Troubles {
    type Target = Trouble;

    fn deref(&self) -> &Trouble {
        self.0.as_deref().unwrap_or(&NONE)
    }
}
