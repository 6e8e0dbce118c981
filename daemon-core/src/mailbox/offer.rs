//! What becomes of mail that is offered.

use std::future::Future;
use std::pin::Pin;

use super::Refusal;

/// What a subscriber says of an event that it is shown.
pub(crate) enum Offer {
    /// It has its copy.
    Taken,
    /// It has no room, and nobody asked it to keep a place in the queue.
    Full,
    /// It has no room; the future ends when it has taken its copy, or will not.
    Wait(Wait),
    /// It will not take it: it has been full and idle for too long, or is shutting its intake.
    Refused,
    /// It is no longer subscribed.
    Absent,
}

/// Ends when a subscriber that was full has taken the event, or will not. Dropping it withdraws the event from that
/// subscriber, unless it has it already.
pub(crate) type Wait = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send>>;
