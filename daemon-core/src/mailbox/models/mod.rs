//! Mailboxes under every order of steps that chance finds.

mod circles;
mod closing;
mod queue;
mod rings;
mod room;
mod signals;
mod timers;

pub(crate) use timers::Timers;
