//! What a daemon may use, and what it has used.
//!
//! Pure data and arithmetic: who is measured, and what follows, is `supervise`'s.

mod meter;

pub(crate) use meter::Meter;
