//! What waits in a mailbox.

/// One thing that waits in a mailbox: an event, a tick, a readiness signal, each for one handler.
pub trait Letter: Send + 'static {
    /// The place of the handler in `Daemon::HANDLERS`.
    fn slot(&self) -> usize;
}
