//! What a test may do to daemons from outside: faults in place of what a method does, and a record of what ran.
//!
//! Two modules of the same functions. Without the feature `testing` each is nothing, or gives back what it was given.

#[cfg(feature = "testing")]
mod fault;
#[cfg(not(feature = "testing"))]
mod off;
#[cfg(feature = "testing")]
mod on;
#[cfg(feature = "testing")]
mod trace;

#[cfg(feature = "testing")]
pub(crate) use fault::{Fault, Target};
#[cfg(not(feature = "testing"))]
pub(crate) use off::Rig;
#[cfg(feature = "testing")]
pub(crate) use on::Rig;
#[cfg(feature = "testing")]
pub(crate) use trace::{Ended, Note, Noted, Way};
